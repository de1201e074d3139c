//! What cannot be found out, because the provider has no call for it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use payments_core::resolve::Subject;
use payments_core::{
    Capabilities, Clock, Environment, PaymentProvider, PaymentProviderExt, PayoutProvider,
    PayoutProviderExt, Provider, ProviderName, RecurringProvider, RecurringProviderExt, Resolution,
    SystemClock,
};

/// Has no operation.
#[derive(Debug)]
struct Bare;

impl Provider for Bare {
    fn name(&self) -> ProviderName {
        ProviderName::new("bare")
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(&[], &[])
    }

    fn settle_time(&self) -> Duration {
        Duration::ZERO
    }

    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

impl PaymentProvider for Bare {}

impl RecurringProvider for Bare {}

impl PayoutProvider for Bare {}

fn why<T: Subject>(resolution: Resolution<T>) -> String {
    match resolution {
        Resolution::StillUnknown(why) => why.to_string(),
        known => panic!("{known:?}"),
    }
}

#[tokio::test]
async fn a_provider_without_the_call_says_what_a_person_can_do() {
    let at = Bare.clock().now();
    let (payment, subscription, reference) = ("P-1".into(), "S-1".into(), "ORDER-1".into());
    let texts = [
        why(Bare.resolve_payment(&reference, at).await),
        why(Bare.resolve_confirmation(&payment, at).await),
        why(Bare.resolve_void(&payment, at).await),
        why(Bare.resolve_subscription(&reference, at).await),
        why(Bare.resolve_cancellation(&subscription, at).await),
        why(Bare.resolve_payout(&reference, at).await),
    ];
    insta::assert_snapshot!(texts.join("\n"), @"
    no call of this provider finds payments by their reference: when its settle time is over, look the reference up on its own pages before you repeat the call
    no call of this provider shows a payment: when its settle time is over, look the payment up on its own pages before you repeat the call
    no call of this provider shows a payment: when its settle time is over, look the payment up on its own pages before you repeat the call
    no call of this provider finds subscriptions by their reference: when its settle time is over, look the reference up on its own pages before you register it again
    no call of this provider shows a subscription: look it up on its own pages, and cancel it there if it is active
    no call of this provider finds payouts: when its settle time is over, look the reference up on its own pages, and send the payout again only if it is not there
    ");
}
