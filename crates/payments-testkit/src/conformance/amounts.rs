//! Amounts and declines, compared with the service's records.

use payments_core::{
    Currency, ErrorKind, Money, Operation, Outcome, PaymentRequest, PaymentStatus,
};

use super::Run;
use super::support::{expected, given, skipped, working};

/// An amount that shows a lost fraction, a factor and another currency.
const AMOUNT: &str = "800.50";

/// A payment in each listed currency is created with exactly its amount and currency, or refused
/// before it is sent. A currency that is not listed is refused.
pub async fn a_payment_keeps_its_amount_and_currency(harness: &Run<'_>) {
    let provider = working(harness);
    let listed = provider.capabilities().currencies();
    let others = [Currency::MXN, Currency::USD, Currency::VES].into_iter();
    let others = others.filter(|currency| !listed.contains(currency));
    let mut held = 0;
    for currency in listed.iter().copied().chain(others) {
        let reference = format!("AMOUNT-{currency}");
        let amount = expected("an amount", Money::parse(AMOUNT, currency).map_err(invalid));
        let request = priced(&harness.payment_request(&reference), amount);
        let result = provider.create_payment(&request).await;
        let amounts = harness.amounts(&reference).await;
        match result {
            Ok(payment) => {
                let shown = payment.amount();
                assert!(
                    shown.is_none_or(|shown| shown == amount),
                    "{amount} was requested, and the payment says {shown:?}"
                );
                assert_eq!(amounts, [amount], "what the service holds of {amount}");
                held += 1;
            }
            Err(error) => {
                assert_eq!(amounts, [], "{amount} was refused: {error}");
                let outcome = error.outcome();
                assert_eq!(outcome, Outcome::NotSent, "for {amount}: {error}");
                assert!(
                    !listed.contains(&currency),
                    "{currency} is listed, and {amount} is refused: {error}"
                );
            }
        }
    }
    assert!(held > 0, "no currency is listed");
}

fn invalid(error: payments_core::MoneyError) -> payments_core::Error {
    let name = payments_core::ProviderName::new("conformance");
    let (operation, kind) = (Operation::CREATE_PAYMENT, ErrorKind::InvalidRequest);
    payments_core::Error::new(name, operation, kind, Outcome::NotSent)
        .with_detail(error.to_string())
}

/// The request with another amount. Its items, which add up to the first one, are left out.
fn priced(request: &PaymentRequest, amount: Money) -> PaymentRequest {
    let mut priced = PaymentRequest::new(request.reference().clone(), amount)
        .with_method(request.method().clone());
    if let Some(description) = request.description() {
        priced = priced.with_description(description);
    }
    if let Some(account) = request.destination() {
        priced = priced.with_destination(account);
    }
    if let Some(urls) = request.return_urls() {
        priced = priced.with_return_urls(urls.clone());
    }
    priced
}

/// A payment that the service declines is never reported as paid: the call fails as declined or
/// refused with the outcome `Rejected`, or the payment has the status `Declined`.
pub async fn a_declined_payment_is_not_paid(harness: &Run<'_>) {
    const REFERENCE: &str = "DECLINED-1";
    let provider = working(harness);
    let confirms = provider.capabilities().supports(Operation::CONFIRM_PAYMENT);
    let request = harness.payment_request(REFERENCE);
    let result = if confirms {
        let created = provider.create_payment(&request).await;
        let created = expected("creating a payment", created);
        let confirmation = given("an approval", harness.approve(&created).await);
        if !harness.decline_next_payment().await {
            return skipped("declines", &*provider);
        }
        provider.confirm_payment(&confirmation).await
    } else {
        if !harness.decline_next_payment().await {
            return skipped("declines", &*provider);
        }
        provider.create_payment(&request).await
    };
    let times = harness.times_paid(REFERENCE).await;
    assert_eq!(times, 0, "the harness must decline the payment");
    match result {
        Ok(payment) => assert_eq!(
            *payment.status(),
            PaymentStatus::Declined,
            "the status of a declined payment"
        ),
        Err(error) => {
            // A service may not distinguish a decline from another refusal.
            let kinds = [ErrorKind::Declined, ErrorKind::Refused];
            assert!(
                kinds.contains(&error.kind()),
                "for a declined payment: {error}"
            );
            let outcome = error.outcome();
            assert_eq!(
                outcome,
                Outcome::Rejected,
                "for a declined payment: {error}"
            );
        }
    }
}
