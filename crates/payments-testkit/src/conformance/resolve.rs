//! What the suite finds out about a call whose answer was lost.

use payments_core::resolve::Subject;
use payments_core::{Operation, PaymentProvider, Resolution};

use super::Harness;
use super::money_call::{MoneyCall, operations};
use super::watch::{faulty, working};
use crate::{Fault, FaultPlan};

/// Calls that move money whose answers were lost, after the service did its work and before: once
/// they had the time to settle, nobody is told of one that it did not happen when it did, nor that
/// it happened when it did not.
pub async fn a_lost_response_is_resolved_truthfully(harness: &dyn Harness) {
    let good = working(harness);
    for lost in Lost::all(harness, &*good).await {
        let begun = good.clock().now() - good.settle_time();
        let (here, verdict) = (&lost.here, lost.call.resolve(&*good, begun).await);
        match lost.times {
            0 => assert_ne!(verdict, Verdict::Happened, "{here} did not happen"),
            _ => assert_ne!(verdict, Verdict::DidNotHappen, "{here} happened"),
        }
    }
}

/// No call that moves money and lost its answer is said not to have happened before it had the
/// time to settle.
pub async fn nothing_is_ruled_out_before_the_settle_time(harness: &dyn Harness) {
    let good = working(harness);
    for lost in Lost::all(harness, &*good).await {
        let verdict = lost.call.resolve(&*good, good.clock().now()).await;
        let here = &lost.here;
        assert_ne!(
            verdict,
            Verdict::DidNotHappen,
            "the answer of {here} was lost just now"
        );
    }
}

/// A call that was made and whose answer was lost.
struct Lost<'a> {
    here: String,
    call: MoneyCall<'a>,
    /// How often the world did it.
    times: usize,
}

impl<'a> Lost<'a> {
    /// One of each operation, for an answer that was lost before and after the work was done.
    async fn all(harness: &'a dyn Harness, good: &dyn PaymentProvider) -> Vec<Self> {
        let mut all = Vec::new();
        for operation in operations(good) {
            for fault in [Fault::BreakAfter, Fault::BreakBefore] {
                all.push(Self::one(harness, good, operation, fault).await);
            }
        }
        all
    }

    async fn one(
        harness: &'a dyn Harness,
        good: &dyn PaymentProvider,
        operation: Operation,
        fault: Fault,
    ) -> Self {
        let here = format!("{operation} under {fault:?}");
        let reference = format!("{}-{fault:?}", operation.name());
        let call = MoneyCall::prepare(harness, good, operation, reference).await;
        let (provider, _) = faulty(harness, FaultPlan::always(fault).on(operation));
        // What the error says of it is another behaviour's to check.
        let answer = call.make(&*provider).await;
        assert!(answer.is_err(), "{here} succeeded without an answer");
        let times = call.times(good).await;
        Self { here, call, times }
    }
}

/// A resolution without what was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Happened,
    DidNotHappen,
    /// For this reason.
    StillUnknown(String),
}

impl<T: Subject> From<Resolution<T>> for Verdict {
    fn from(resolution: Resolution<T>) -> Self {
        match resolution {
            Resolution::Happened(_) => Self::Happened,
            Resolution::DidNotHappen => Self::DidNotHappen,
            Resolution::StillUnknown(why) => Self::StillUnknown(why.to_string()),
        }
    }
}
