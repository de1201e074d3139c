//! What is created can be fetched.

use payments_core::{Error, ErrorKind, Operation, PaymentId, SubscriptionId};

use super::Harness;
use super::expect::{expected, given};
use super::money_call::recurring;
use super::watch::working;

/// A payment is fetched by the id that it was created with, as it was created; an id that belongs
/// to nothing is `NotFound`. It holds for providers that get payments.
pub async fn a_created_payment_is_fetched_by_its_id(harness: &dyn Harness) {
    let provider = working(harness);
    let request = harness.payment_request("ORDER-1");
    let created = provider.create_payment(&request).await;
    let created = expected("creating a payment", created);
    if !provider.capabilities().supports(Operation::GET_PAYMENT) {
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
pub async fn a_registered_subscription_is_fetched_by_its_id(harness: &dyn Harness) {
    let provider = working(harness);
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
