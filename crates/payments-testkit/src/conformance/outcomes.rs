//! Outcomes of calls under faults.

use payments_core::{Operation, Outcome, Recourse, Repeatability, Result};

use super::Run;
use super::money_call::{Made, MoneyCall, operations};
use super::support::{MOST_ATTEMPTS, faulty, transport, working};
use crate::{Fault, FaultPlan};

/// A call that moves money is sent once and happens at most once under every [`Fault`]. Nothing
/// happened after `NotSent` and `Rejected`; where the client cannot know, the outcome is `Unknown`.
pub async fn every_fault_reports_a_true_outcome(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let good = working(harness);
    for operation in operations(&*good) {
        for (number, fault) in Fault::ALL.into_iter().enumerate() {
            let reference = format!("{}-{number}", operation.name());
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            let (provider, transport) = faulty(harness, FaultPlan::always(fault).on(operation));
            let result = call.make(&*provider).await;
            let times = call.times(&*good).await;
            let repeats = good.capabilities().repeatability(operation) != Repeatability::Never;
            check(operation, fault, repeats, transport.calls(), times, result);
        }
    }
}

/// An error with the outcome `Unknown` names what to do: a call that the provider offers, with what to
/// look up, or what a person can do.
pub async fn an_unknown_outcome_names_a_recourse(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let good = working(harness);
    for operation in operations(&*good) {
        for fault in [
            Fault::BreakAfter,
            Fault::Stall,
            Fault::StatusAfter(502),
            Fault::Html,
        ] {
            let reference = format!("{}-{fault}", operation.name());
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            let (provider, _) = faulty(harness, FaultPlan::always(fault).on(operation));
            let Err(error) = call.make(&*provider).await else {
                continue;
            };
            if error.outcome() != Outcome::Unknown {
                continue;
            }
            let recourse = error.recourse();
            assert!(
                recourse.is_some(),
                "the outcome of {operation} is unknown, and the error names no recourse: {error}"
            );
            if let Some(Recourse::Call {
                operation: named,
                key,
            }) = recourse
            {
                let offered = good.capabilities().supports(*named);
                assert!(
                    offered && !key.is_empty(),
                    "{operation} names {named} of {key:?}"
                );
            }
        }
    }
}

fn check(
    operation: Operation,
    fault: Fault,
    repeats: bool,
    calls: u64,
    times: usize,
    result: Result<Made>,
) {
    let here = format!("{operation} under {fault:?}");
    // Only an unmade connection may be tried again, or what the provider makes repeatable.
    let most = if repeats || fault == Fault::Refuse {
        MOST_ATTEMPTS
    } else {
        1
    };
    assert!((1..=most).contains(&calls), "{here} was sent {calls} times");
    assert!(times <= 1, "{here} happened {times} times");
    let Err(error) = result else {
        assert_eq!(times, 1, "{here} succeeded, and nothing happened");
        return;
    };
    let unknown = error.outcome() == Outcome::Unknown;
    assert!(times == 0 || unknown, "{here} happened, and says: {error}");
    let cannot_know = matches!(fault, Fault::BreakBefore | Fault::StatusBefore(500..));
    assert!(
        unknown || !cannot_know,
        "the client cannot know the outcome of {here}, and reports: {error}"
    );
    if fault == Fault::Refuse {
        let outcome = error.outcome();
        assert_eq!(outcome, Outcome::NotSent, "{here} cannot have been sent");
    }
    assert!(
        !unknown || !error.is_safe_to_repeat(),
        "{here} may have happened, and is said to be safe to repeat"
    );
}
