//! The provider in memory knows of every call whether it happened.

use payments_core::resolve::Subject;
use payments_core::{
    Confirmation, PaymentProvider, PaymentProviderExt, PayoutProvider, PayoutProviderExt, Provider,
    RecurringProvider, RecurringProviderExt, Resolution,
};
use payments_testkit::{InMemoryProvider, samples};

use crate::support::{payout, wallet_order};

#[track_caller]
fn check<T: Subject>(resolution: Resolution<T>, happened: bool) {
    match resolution {
        Resolution::Happened { found, .. } => assert!(happened, "{found:?}"),
        Resolution::DidNotHappen => assert!(!happened, "it happened"),
        Resolution::StillUnknown(why) => panic!("{why}"),
    }
}

#[tokio::test]
async fn calls_about_a_payment_are_found_out() {
    let provider = InMemoryProvider::new();
    let begun = provider.clock().now();
    let order = wallet_order("ORDER-1");
    let reference = order.reference();
    check(provider.resolve_payment(reference, begun).await, false);
    let payment = provider.create_payment(&order).await.unwrap();
    check(provider.resolve_payment(reference, begun).await, true);

    let id = payment.id();
    let payer = provider.approve(id).unwrap();
    check(provider.resolve_confirmation(id, begun).await, false);
    let confirmation = Confirmation::by_payer(id.as_str(), payer.as_str());
    provider.confirm_payment(&confirmation).await.unwrap();
    check(provider.resolve_confirmation(id, begun).await, true);

    check(provider.resolve_void(id, begun).await, false);
    provider.void_payment(id).await.unwrap();
    check(provider.resolve_void(id, begun).await, true);
    check(provider.resolve_confirmation(id, begun).await, true);
}

#[tokio::test]
async fn a_payment_that_was_given_up_was_created_and_not_confirmed() {
    let provider = InMemoryProvider::new();
    let begun = provider.clock().now();
    let order = wallet_order("ORDER-1");
    let payment = provider.create_payment(&order).await.unwrap();
    assert!(provider.cancel(payment.id()));
    check(
        provider.resolve_payment(order.reference(), begun).await,
        true,
    );
    check(
        provider.resolve_confirmation(payment.id(), begun).await,
        false,
    );
}

#[tokio::test]
async fn calls_about_a_subscription_are_found_out() {
    let provider = InMemoryProvider::new().with_clock(samples::subscription_clock());
    let begun = provider.clock().now();
    let request = samples::subscription();
    let reference = request.reference().unwrap();
    check(provider.resolve_subscription(reference, begun).await, false);
    let registration = provider.register_subscription(&request).await.unwrap();
    check(provider.resolve_subscription(reference, begun).await, true);

    let id = registration.subscription.id();
    check(provider.resolve_cancellation(id, begun).await, false);
    provider.cancel_subscription(id).await.unwrap();
    check(provider.resolve_cancellation(id, begun).await, true);
    check(provider.resolve_subscription(reference, begun).await, true);
}

#[tokio::test]
async fn a_payout_is_found_out() {
    let provider = InMemoryProvider::new();
    let begun = provider.clock().now();
    let row = payout("ROW-1");
    check(provider.resolve_payout(row.reference(), begun).await, false);
    provider.send_payout(&row).await.unwrap();
    check(provider.resolve_payout(row.reference(), begun).await, true);
}
