//! Retries after a broken connection.

use payments_core::{
    Effect, MerchantReference, Operation, PageRequest, PaymentId, PaymentProvider, RefundReference,
    Repeatability, Result, SubscriptionId,
};

use super::Run;
use super::money_call::{MoneyCall, approved, operations, recurring, registered};
use super::support::{expected, given, transport};
use super::support::{faulty, working};
use crate::{Fault, FaultPlan};

const REFERENCE: &str = "READ-1";

/// After a connection broke once, a call that reads is retried and succeeds; a call that moves
/// money is not retried.
pub async fn only_reads_are_retried(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let good = working(harness);
    let capabilities = good.capabilities();
    let payment = approved(harness, &*good, REFERENCE).await.0;
    let subscription = if capabilities.supports(Operation::REGISTER_SUBSCRIPTION) {
        Some(registered(harness, &*good, REFERENCE).await)
    } else {
        None
    };
    let operations_that_read = capabilities.operations().iter().copied();
    for operation in operations_that_read.filter(|operation| operation.effect() == Effect::Read) {
        let plan = FaultPlan::at(1, Fault::BreakAfter).on(operation);
        let (provider, transport) = faulty(harness, plan);
        let result = read(&*provider, operation, &payment, subscription.as_ref()).await;
        expected(
            format_args!("{operation} over a connection that broke once"),
            result,
        );
        assert!(transport.calls() >= 2, "{operation} was not retried");
    }
    for operation in operations(&*good) {
        let reference = format!("{}-1", operation.name());
        let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
        let plan = FaultPlan::at(1, Fault::BreakBefore).on(operation);
        let (provider, transport) = faulty(harness, plan);
        let result = call.make(&*provider).await;
        if capabilities.repeatability(operation) != Repeatability::Never {
            // The provider makes a repetition harmless.
            assert!(call.times(&*good).await <= 1, "{operation} happened twice");
            continue;
        }
        assert_eq!(transport.calls(), 1, "{operation} was retried");
        assert!(result.is_err(), "{operation} did not arrive, and succeeded");
    }
}

async fn read(
    provider: &dyn PaymentProvider,
    operation: Operation,
    payment: &PaymentId,
    subscription: Option<&SubscriptionId>,
) -> Result<()> {
    let reference = MerchantReference::new(REFERENCE);
    let first = PageRequest::first();
    let subscription = || given("a subscription", subscription);
    match operation {
        Operation::GET_PAYMENT => provider.get_payment(payment).await.map(drop),
        Operation::FIND_PAYMENT => provider.find_payment(&reference).await.map(drop),
        Operation::LIST_PAYMENTS => provider.list_payments(&first).await.map(drop),
        Operation::GET_SUBSCRIPTION => {
            let got = recurring(provider).get_subscription(subscription()).await;
            got.map(drop)
        }
        Operation::FIND_SUBSCRIPTION => {
            let found = recurring(provider).find_subscription(&reference).await;
            found.map(drop)
        }
        Operation::LIST_CHARGES => {
            let recurring = recurring(provider);
            let listed = recurring.list_charges(subscription(), &first).await;
            listed.map(drop)
        }
        Operation::FIND_REFUND => {
            let reference = match provider.capabilities().refund_reference() {
                RefundReference::PaymentId => payment.as_str().into(),
                _ => reference,
            };
            provider.find_refund(&reference).await.map(drop)
        }
        Operation::FIND_PAYOUT => {
            let payouts = given("payouts()", provider.payouts());
            payouts.find_payout(&reference).await.map(drop)
        }
        other => given(format_args!("the suite's reading of {other}"), None),
    }
}
