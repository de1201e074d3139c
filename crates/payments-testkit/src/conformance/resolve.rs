//! Resolution of calls whose response was lost.

use payments_core::{Operation, PaymentProvider};

use super::Run;
use super::money_call::{MoneyCall, Verdict, operations};
use super::support::{faulty, transport, working};
use crate::{Fault, FaultPlan};

/// A call that moves money and lost its response, before or after the service executed it, is
/// resolved truthfully after the settle time: never `DidNotHappen` when it happened, never
/// `Happened` when it did not.
pub async fn a_lost_response_is_resolved_truthfully(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
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

/// A call that moves money and lost its response is never resolved as `DidNotHappen` before the
/// settle time has passed.
pub async fn nothing_is_ruled_out_before_the_settle_time(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let good = working(harness);
    for lost in Lost::all(harness, &*good).await {
        let verdict = lost.call.resolve(&*good, good.clock().now()).await;
        let here = &lost.here;
        assert_ne!(
            verdict,
            Verdict::DidNotHappen,
            "the response of {here} was lost just now"
        );
    }
}

/// A call whose response was lost.
struct Lost<'a> {
    here: String,
    call: MoneyCall<'a>,
    /// How often the service executed it.
    times: usize,
}

impl<'a> Lost<'a> {
    /// One of each operation, for a response that was lost before and after the work was done.
    async fn all(harness: &'a Run<'a>, good: &dyn PaymentProvider) -> Vec<Self> {
        let mut all = Vec::new();
        for operation in operations(good) {
            for fault in [Fault::BreakAfter, Fault::BreakBefore] {
                all.push(Self::one(harness, good, operation, fault).await);
            }
        }
        all
    }

    async fn one(
        harness: &'a Run<'a>,
        good: &dyn PaymentProvider,
        operation: Operation,
        fault: Fault,
    ) -> Self {
        let here = format!("{operation} under {fault:?}");
        let reference = format!("{}-{fault:?}", operation.name());
        let call = MoneyCall::prepare(harness, good, operation, reference).await;
        let (provider, _) = faulty(harness, FaultPlan::always(fault).on(operation));
        // The outcome of the error is checked by another behavior.
        let result = call.make(&*provider).await;
        assert!(result.is_err(), "{here} succeeded without a response");
        let times = call.times(good).await;
        Self { here, call, times }
    }
}
