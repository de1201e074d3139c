//! Look-ups by id and by reference.

use payments_core::{
    Error, ErrorKind, Lookup, MerchantReference, Operation, PaymentId, SubscriptionId,
};

use super::Run;
use super::money_call::{approved, recurring, registered};
use super::support::{expected, given, offers, working};

/// A payment is fetched by the id that it was created with, as it was created; an id that belongs
/// to nothing is `NotFound`. It holds for providers that get payments.
pub async fn a_created_payment_is_fetched_by_its_id(harness: &Run<'_>) {
    let provider = working(harness);
    let request = harness.payment_request("ORDER-1");
    let created = provider.create_payment(&request).await;
    let created = expected("creating a payment", created);
    if !offers(&*provider, Operation::GET_PAYMENT) {
        return;
    }
    let got = provider.get_payment(created.id()).await;
    let got = expected("getting the payment that was created", got);
    assert_eq!(got.id(), created.id(), "another payment was got");
    assert_eq!(got.amount(), created.amount(), "with another amount");
    assert_eq!(got.reference(), Some(request.reference()), "for another");
    let unknown = PaymentId::new(harness.unknown_id());
    check_unknown(provider.get_payment(&unknown).await.err());
}

/// A subscription is fetched by the id that it was registered with; an id that belongs to nothing
/// is `NotFound`.
pub async fn a_registered_subscription_is_fetched_by_its_id(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::GET_SUBSCRIPTION) {
        return;
    }
    let request = harness.subscription_request("ORDER-1");
    let request = given("a subscription request", request);
    let recurring = recurring(&*provider);
    let registered = recurring.register_subscription(&request).await;
    let registered = expected("registering a subscription", registered).subscription;
    let got = recurring.get_subscription(registered.id()).await;
    let got = expected("getting the subscription that was registered", got);
    assert_eq!(got.id(), registered.id(), "another subscription was got");
    let unknown = SubscriptionId::new(harness.unknown_id());
    check_unknown(recurring.get_subscription(&unknown).await.err());
}

fn check_unknown(error: Option<Error>) {
    let error = given("an error for an id that belongs to nothing", error);
    let kind = error.kind();
    assert_eq!(kind, ErrorKind::NotFound, "for an unknown id: {error}");
}

const REFERENCE: &str = "ORDER-1";
const OTHER: &str = "ORDER-2";

/// A payment is found by its reference, alone; a reference that was never used finds nothing.
pub async fn a_reference_finds_its_payment(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::FIND_PAYMENT) {
        return;
    }
    approved(harness, &*provider, OTHER).await;
    let id = approved(harness, &*provider, REFERENCE).await.0;
    let found = provider.find_payment(&REFERENCE.into()).await;
    let found = expected("finding a payment", found);
    let ids: Vec<_> = found.matches().iter().map(|found| found.id()).collect();
    assert_eq!(ids, [&id], "what the reference of one payment finds");
    let nothing = provider.find_payment(&unused()).await;
    check_empty(&expected("finding a payment", nothing));
}

/// A subscription is found by its reference, or the search says what it did not look at; a
/// reference that was never used finds nothing.
pub async fn a_reference_finds_its_subscription(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::FIND_SUBSCRIPTION) {
        return;
    }
    registered(harness, &*provider, OTHER).await;
    let id = registered(harness, &*provider, REFERENCE).await;
    let recurring = recurring(&*provider);
    let found = recurring.find_subscription(&REFERENCE.into()).await;
    let found = expected("finding a subscription", found);
    let ids: Vec<_> = found.matches().iter().map(|found| found.id()).collect();
    assert!(
        ids == [&id] || (ids.is_empty() && !found.is_complete()),
        "the reference of {id} finds {ids:?}, and the search left out {:?}",
        found.gap()
    );
    let nothing = recurring.find_subscription(&unused()).await;
    check_empty(&expected("finding a subscription", nothing));
}

/// A payout is found by its reference, alone; a reference that was never used finds nothing. It
/// holds for providers that find payouts.
pub async fn a_reference_finds_its_payout(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::FIND_PAYOUT) {
        return;
    }
    let payouts = given("payouts()", provider.payouts());
    let mut sent = Vec::new();
    for reference in [OTHER, REFERENCE] {
        let request = given("a payout request", harness.payout_request(reference));
        sent.push(expected("sending a payout", payouts.send_payout(&request).await).id);
    }
    let found = payouts.find_payout(&REFERENCE.into()).await;
    let found = expected("finding a payout", found);
    let ids: Vec<_> = found.matches().iter().map(|found| &found.id).collect();
    let last: Vec<_> = sent.last().into_iter().collect();
    assert_eq!(ids, last, "what the reference of one payout finds");
    let nothing = payouts.find_payout(&unused()).await;
    check_empty(&expected("finding a payout", nothing));
}

fn unused() -> MerchantReference {
    MerchantReference::new("ORDER-3")
}

fn check_empty<T>(found: &Lookup<T>) {
    let count = found.matches().len();
    assert_eq!(count, 0, "a reference that was never used finds something");
}
