//! Payments, payouts and subscriptions happen once.

use payments_core::{Confirmation, Operation, Outcome, SubscriptionStatus};

use super::Run;
use super::money_call::{approved, recurring, registered};
use super::support::{expected, given, offers, working};

const REFERENCE: &str = "ORDER-1";

/// A payment is paid once: by its confirmation, which is rejected the second time, or where
/// payments need none, by being created. It is not paid before its payer approved.
pub async fn a_payment_is_paid_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::CREATE_PAYMENT) {
        return;
    }
    let confirms = provider.capabilities().supports(Operation::CONFIRM_PAYMENT);
    if confirms {
        let request = harness.payment_request("ORDER-2");
        let created = provider.create_payment(&request).await;
        let created = expected("creating a payment", created);
        let early = Confirmation::by_payer(created.id().as_str(), "UNUSED-1");
        let early = provider.confirm_payment(&early).await;
        assert!(
            early.is_err(),
            "a payment was paid without its payer's approval"
        );
        let times = harness.times_paid("ORDER-2").await;
        assert_eq!(times, 0, "money moved without the payer's approval");
    }
    let (_, confirmation) = approved(harness, &*provider, REFERENCE).await;
    if confirms {
        let confirmation = given("an approval", confirmation);
        assert_eq!(harness.times_paid(REFERENCE).await, 0, "before confirming");
        let paid = provider.confirm_payment(&confirmation).await;
        let paid = expected("confirming an approved payment", paid);
        assert!(paid.status().is_paid(), "confirmed, and not paid");
        let again = provider.confirm_payment(&confirmation).await.err();
        let again = given("an error for the second confirmation", again);
        let outcome = again.outcome();
        assert_eq!(outcome, Outcome::Rejected, "the second time: {again}");
    }
    let times = harness.times_paid(REFERENCE).await;
    assert_eq!(times, 1, "how often the payment was paid");
}

/// A payout that succeeds is registered once by the service.
pub async fn a_payout_is_sent_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::SEND_PAYOUT) {
        return;
    }
    let request = given("a payout request", harness.payout_request(REFERENCE));
    let payouts = given("payouts()", provider.payouts());
    let sent = payouts.send_payout(&request).await;
    let sent = expected("sending a payout", sent);
    let reference = sent.reference.as_ref();
    assert!(
        reference.is_none_or(|reference| reference == request.reference()),
        "the payout is of another reference"
    );
    let times = harness.payouts(REFERENCE).await;
    assert_eq!(times, 1, "how often the payout was sent");
}

/// A subscription is registered once, and is active until it is cancelled, for good.
pub async fn a_subscription_is_cancelled_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::REGISTER_SUBSCRIPTION) {
        return;
    }
    let id = registered(harness, &*provider, REFERENCE).await;
    let registrations = harness.registrations(REFERENCE).await;
    assert_eq!(registrations, 1, "how often it was registered");
    let recurring = recurring(&*provider);
    let before = recurring.get_subscription(&id).await;
    let before = expected("getting a subscription", before);
    assert_eq!(*before.status(), SubscriptionStatus::Active, "registered");
    let capabilities = provider.capabilities();
    if capabilities.supports(Operation::CANCEL_SUBSCRIPTION) {
        let cancelled = recurring.cancel_subscription(&id).await;
        expected("cancelling a subscription", cancelled);
        let after = recurring.get_subscription(&id).await;
        let after = expected("getting a cancelled subscription", after);
        assert_eq!(*after.status(), SubscriptionStatus::Cancelled);
    }
}
