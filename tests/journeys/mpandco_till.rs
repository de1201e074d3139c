//! Billing a payer, who pays at the till or in the app, and sharing what they pay.

use payments_core::{
    Confirmation, Currency, ErrorKind, Item, Money, MoneyError, NextAction, Outcome, PayToken,
    Payment, PaymentProvider, PaymentRequest, PaymentStatus, Pin, ReturnUrls, Split,
};
use payments_sim::Simulator;
use payments_sim::mpandco::PIN;
use provider_mpandco::model::IntentKind;

use crate::support;

fn bolivars(amount: &str) -> Result<Money, MoneyError> {
    Money::parse(amount, Currency::VES)
}

fn bill(reference: &str) -> PaymentRequest {
    PaymentRequest::new(reference, bolivars("25.50"))
        .with_description("Two coffees")
        .with_item(Item::new("Coffee", bolivars("10")).with_quantity(2))
        .with_shipping(bolivars("3"))
        .with_tax(bolivars("2.50"))
        .with_recipient("demo")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse().unwrap(),
            "https://shop.example/cart".parse().unwrap(),
        ))
}

fn tokens(payment: &Payment) -> &[PayToken] {
    match payment.next_action() {
        Some(NextAction::AskPayer { tokens }) => tokens,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_bill_is_paid_at_the_till_with_the_right_pin_and_once() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let payment = mpandco.create_payment(&bill("BILL-1")).await.unwrap();
    let confirm = |pin: &str| {
        let token = tokens(&payment)[0].clone();
        Confirmation::by_pay_token(payment.id().as_str(), token, Pin::new(pin))
    };

    let wrong: String = PIN.chars().rev().collect();
    assert_ne!(wrong, PIN);
    let error = mpandco.confirm_payment(&confirm(&wrong)).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.violations()[0].field(), "pin");
    assert_eq!(simulator.mpandco().times_executed("BILL-1"), 0);

    let paid = mpandco.confirm_payment(&confirm(PIN)).await.unwrap();
    assert!(paid.status().is_paid() && paid.receipt().is_some());
    let again = mpandco.confirm_payment(&confirm(PIN)).await.unwrap_err();
    assert_eq!(again.outcome(), Outcome::Rejected);
    assert_eq!(simulator.mpandco().times_executed("BILL-1"), 1);

    let voided = mpandco.void_payment(paid.id()).await.unwrap();
    assert_eq!(*voided.status(), PaymentStatus::Voided);
}

#[tokio::test]
async fn several_invoices_are_paid_with_a_token_for_each() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let bills = [bill("BILL-1"), bill("BILL-2")];
    let intent = mpandco.create_transactions(&bills).await.unwrap();
    assert_eq!(intent.kind, IntentKind::Request);
    assert_eq!(intent.amount, bolivars("51").ok());

    let payment = intent.payment();
    let token = &tokens(&payment)[0];
    let transactions = intent.transactions.iter();
    let chosen = transactions.map(|one| (one.id.clone().unwrap(), token.clone()));
    let confirmation =
        Confirmation::by_transaction_tokens(payment.id().as_str(), chosen.collect(), Pin::new(PIN));
    let paid = mpandco.confirm_payment(&confirmation).await.unwrap();
    assert!(paid.status().is_paid());
    let intent = mpandco.get_intent(paid.id()).await.unwrap();
    assert!(intent.transactions.iter().all(|one| one.receipt.is_some()));
    let found = mpandco.find_payment(&"BILL-2".into()).await.unwrap();
    assert_eq!(found.matches()[0].id(), paid.id());
}

#[tokio::test]
async fn splits_arrive_at_the_service_as_they_were_given() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let request = bill("BILL-1")
        .with_split(Split::new("demo01", bolivars("5.50")).with_description("Fee"))
        .with_split(Split::new("demo02", bolivars("1")));
    let payment = mpandco.create_payment(&request).await.unwrap();
    let intent = mpandco.get_intent(payment.id()).await.unwrap();
    let shared: Vec<Money> = intent.transactions[0]
        .distributions
        .iter()
        .filter_map(|part| part.amount)
        .collect();
    assert_eq!(shared, [bolivars("5.50").unwrap(), bolivars("1").unwrap()]);
}
