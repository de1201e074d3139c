//! The history of payments, page by page and by reference.

use std::collections::HashSet;

use payments_core::{
    Confirmation, ErrorKind, Outcome, PageRequest, PaymentProvider, PaymentRequest,
};
use payments_kit::http::ClientConfig;
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco, PayerReturn};
use time::Duration;

use crate::support;

fn order(number: usize) -> PaymentRequest {
    let shop = "https://shop.example/".parse().unwrap();
    let sample = samples::payment(&shop);
    PaymentRequest::new(format!("ORDER-{number}").as_str(), sample.amount().clone())
        .with_description("An order")
        .with_return_urls(sample.return_urls().unwrap().clone())
}

#[tokio::test]
async fn every_payment_is_on_one_page_newest_first() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    for number in 0..25 {
        mpandco.create_payment(&order(number)).await.unwrap();
    }
    let mut request = PageRequest::first();
    let mut references = Vec::new();
    loop {
        let page = mpandco.list_payments(&request).await.unwrap();
        assert_eq!(page.total, Some(25));
        references.extend(page.items.iter().filter_map(|one| one.reference().cloned()));
        let Some(next) = page.next else { break };
        request = PageRequest::after(next);
    }
    let expected: Vec<String> = (0..25).rev().map(|n| format!("ORDER-{n}")).collect();
    let listed: Vec<&str> = references.iter().map(|one| one.as_str()).collect();
    assert_eq!(listed, expected);
    assert_eq!(references.iter().collect::<HashSet<_>>().len(), 25);
}

#[tokio::test]
async fn a_search_tells_a_payment_that_does_not_exist_from_one_beyond_its_limit() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    for number in 0..25 {
        mpandco.create_payment(&order(number)).await.unwrap();
    }
    let oldest = mpandco.find_payment(&"ORDER-0".into()).await.unwrap();
    assert_eq!(oldest.matches().len(), 1);
    let none = mpandco.find_payment(&"ORDER-99".into()).await.unwrap();
    assert!(none.is_complete() && none.matches().is_empty());

    let limited = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(ClientConfig::new().with_clock(simulator.clock().clone()))
        .with_search_limit(2)
        .build()
        .unwrap();
    let beyond = limited.find_payment(&"ORDER-0".into()).await.unwrap();
    assert!(beyond.matches().is_empty());
    assert!(beyond.gap().is_some_and(|gap| gap.contains("20 payments")));
}

#[tokio::test]
async fn a_payment_is_voided_within_a_day_and_not_asked_for_later() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let mut paid = Vec::new();
    for number in 0..2 {
        let payment = mpandco.create_payment(&order(number)).await.unwrap();
        let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
        let payer = PayerReturn::from_url(&returned).unwrap();
        let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.payer().as_str());
        paid.push(mpandco.confirm_payment(&confirmation).await.unwrap());
    }
    simulator.clock().advance(Duration::hours(23));
    mpandco.void_payment(paid[0].id()).await.unwrap();
    simulator.clock().advance(Duration::hours(2));
    let error = mpandco.void_payment(paid[1].id()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let cancels = [
        "/api/payment-intent/cancel.json",
        "/api/payment-intent/cancel",
    ];
    let asked = cancels.map(|path| simulator.request_count("POST", path));
    assert_eq!(asked.iter().sum::<usize>(), 1);
}
