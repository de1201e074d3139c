//! The return leg, and changes of a subscription.

use payments_core::{
    Callback, ErrorKind, Expected, Money, Operation, Outcome, PaymentProvider, Settlement, Webhook,
    WebhookTrust,
};

use super::Run;
use super::money_call::{doubled, recurring, registered};
use super::support::{expected, given, offers, working};

/// An order is settled once, with a callback or without: its payment is compared with what the merchant
/// expects, a payment of another amount is a `Mismatch` and stays unpaid, and a further call finds
/// it paid already.
pub async fn an_order_is_settled_once(harness: &Run<'_>) {
    const REFERENCE: &str = "SETTLED-1";
    let provider = working(harness);
    let payment = provider
        .create_payment(&harness.payment_request(REFERENCE))
        .await;
    let payment = expected("creating a payment", payment);
    let amount = given("the amount of a payment", payment.amount());
    let order = Expected::new(payment.id(), REFERENCE, amount);
    let created_paid = payment.status().is_paid();
    let settled = expected("settling", provider.settle(&order, None).await);
    assert_eq!(
        settled.is_paid(),
        created_paid,
        "before it is paid: {settled:?}"
    );

    let confirmation = harness.approve(&payment).await;
    let before = harness.times_paid(REFERENCE).await;
    let more = amount.checked_add(Money::from_minor(1, amount.currency()));
    let other = given("another amount", more.ok());
    let other = Expected::new(payment.id(), REFERENCE, other);
    let error = given(
        "an error for a payment of another amount",
        provider.settle(&other, None).await.err(),
    );
    assert_eq!(error.kind(), ErrorKind::Mismatch, "another amount: {error}");
    let after = harness.times_paid(REFERENCE).await;
    assert_eq!(after, before, "a payment of another amount was paid");

    let settled = expected("settling", provider.settle(&order, None).await);
    match (settled, confirmation) {
        (Settlement::Paid(_), Some(_)) | (Settlement::AlreadyPaid(_), None) => {}
        // Only the callback says who approved.
        (Settlement::Pending(_), Some(confirmation)) => {
            let confirmed = provider.confirm_payment(&confirmation).await;
            expected("confirming an approved payment", confirmed);
        }
        // The payer did not pay at the store yet.
        (Settlement::Pending(_), None) if !created_paid => return,
        (settled, _) => given(format_args!("a paid order instead of {settled:?}"), None),
    }
    let again = expected("settling again", provider.settle(&order, None).await);
    assert!(
        matches!(again, Settlement::AlreadyPaid(_)),
        "a paid order is settled again as {again:?}"
    );
    let times = harness.times_paid(REFERENCE).await;
    assert_eq!(times, 1, "how often the order was paid");
}

/// A webhook that anyone could have sent pays nothing. Where the provider signs its webhooks, one
/// without a signature is an error before anything is sent.
pub async fn a_forged_webhook_settles_nothing(harness: &Run<'_>) {
    const REFERENCE: &str = "FORGED-1";
    let provider = working(harness);
    let payment = provider
        .create_payment(&harness.payment_request(REFERENCE))
        .await;
    let payment = expected("creating a payment", payment);
    let amount = given("the amount of a payment", payment.amount());
    let before = harness.times_paid(REFERENCE).await;
    let order = Expected::new(payment.id(), REFERENCE, amount);
    let body = format!(
        r#"{{"id":"{0}","payment":"{0}","status":"paid"}}"#,
        payment.id()
    );
    let forged = Callback::from(Webhook::new(body));
    let settled = provider.settle(&order, Some(&forged)).await;
    let signs = provider.capabilities().return_leg().webhook == WebhookTrust::Signed;
    match settled {
        Ok(settlement) => {
            assert!(
                !signs,
                "a webhook without a signature settles {settlement:?}"
            );
            let is_paid = payment.status().is_paid();
            assert_eq!(
                settlement.is_paid(),
                is_paid,
                "a forged webhook: {settlement:?}"
            );
        }
        Err(error) => assert_eq!(error.outcome(), Outcome::NotSent, "{error}"),
    }
    let after = harness.times_paid(REFERENCE).await;
    assert_eq!(after, before, "a forged webhook moved money");
}

/// A subscription that is modified has the amount and the schedule of the request from then on.
pub async fn a_modified_subscription_keeps_its_changes(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::MODIFY_SUBSCRIPTION) {
        return;
    }
    let id = registered(harness, &*provider, "MODIFIED-1").await;
    let request = given("a request", harness.subscription_request("MODIFIED-1"));
    let (amount, schedule) = (doubled(&request), request.schedule());
    let recurring = recurring(&*provider);
    let modified = recurring.modify_subscription(&id, &amount, schedule).await;
    let modified = expected("modifying a subscription", modified);
    let shown = expected("getting it", recurring.get_subscription(&id).await);
    for subscription in [&modified, &shown] {
        assert_eq!(*subscription.id(), id, "the modified subscription");
        let found = subscription.amount();
        assert_eq!(
            found,
            amount.money().ok(),
            "the amount of a modified subscription"
        );
    }
    let unknown = harness.unknown_id().as_str().into();
    let error = recurring
        .modify_subscription(&unknown, &amount, schedule)
        .await;
    let error = given("an error for an unknown subscription", error.err());
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}
