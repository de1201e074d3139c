//! Validation before sending.

use payments_core::{
    AmountInput, Currency, Error, ErrorKind, Money, Operation, Outcome, PaymentProvider,
    PaymentRequest, PayoutRequest, SubscriptionRequest,
};

use super::Run;
use super::support::{Watched, given, offers};

/// A payment with an empty reference and an invalid amount is refused for both, and nothing is sent.
pub async fn invalid_payments_are_refused_before_sending(harness: &Run<'_>) {
    let watched = Watched::new(harness);
    let request = PaymentRequest::new("", bad_amount(&*watched.provider));
    let error = watched.provider.create_payment(&request).await.err();
    check("the payment", &watched, error);
}

/// A subscription with an empty reference and an invalid amount is refused for both, and nothing is
/// sent.
pub async fn invalid_subscriptions_are_refused_before_sending(harness: &Run<'_>) {
    let watched = Watched::new(harness);
    if !offers(&*watched.provider, Operation::REGISTER_SUBSCRIPTION) {
        return;
    }
    let good = harness.subscription_request("ORDER-1");
    let good = given("a subscription request", good);
    let amount = bad_amount(&*watched.provider);
    let (card, customer) = (good.card().clone(), good.customer().clone());
    let request =
        SubscriptionRequest::new(amount, card, customer, good.schedule()).with_reference("");
    let recurring = given("recurring()", watched.provider.recurring());
    let error = recurring.register_subscription(&request).await.err();
    check("the subscription", &watched, error);
}

/// A payout with an empty reference and an invalid amount is refused for both, and nothing is sent.
pub async fn invalid_payouts_are_refused_before_sending(harness: &Run<'_>) {
    let watched = Watched::new(harness);
    if !offers(&*watched.provider, Operation::SEND_PAYOUT) {
        return;
    }
    let good = given("a payout request", harness.payout_request("ORDER-1"));
    let request = PayoutRequest::new(
        "",
        bad_amount(&*watched.provider),
        good.name().clone(),
        good.document().clone(),
        good.account().clone(),
    );
    let payouts = given("payouts()", watched.provider.payouts());
    let error = payouts.send_payout(&request).await.err();
    check("the payout", &watched, error);
}

/// More decimals than any currency has.
fn bad_amount(provider: &dyn PaymentProvider) -> AmountInput {
    let currency = provider.capabilities().currencies().first().copied();
    Money::parse("1.00001", currency.unwrap_or(Currency::USD)).into()
}

fn check(what: &str, watched: &Watched, error: Option<Error>) {
    let error = given(format_args!("an error for {what} that is not valid"), error);
    let facts = (error.kind(), error.outcome());
    assert_eq!(
        facts,
        (ErrorKind::InvalidRequest, Outcome::NotSent),
        "{what} is not valid, and the error is {error}"
    );
    for field in ["reference", "amount"] {
        let mut violations = error.violations().iter();
        let listed = violations.any(|violation| violation.field() == field);
        assert!(
            listed,
            "{what} violates `{field}`, and the error is {error}"
        );
    }
    assert_eq!(
        watched.sent(),
        0,
        "{what} is not valid, and something was sent"
    );
}
