//! Invalid requests are refused before anything is sent, with every violation.

use payments_core::{
    Card, CardExpiry, Currency, Environment, ErrorKind, Money, Outcome, Provider,
    RecurringProvider, Schedule, SubscriptionId, SubscriptionRequest,
};
use payments_testkit::{Replay, samples};
use provider_pagofacil::{Encoding, PagoFacil};
use time::macros::date;

use crate::support::{production, sandbox};

/// What is wrong with a request, by a client that may send nothing.
async fn violations(pagofacil: &PagoFacil, request: &SubscriptionRequest) -> String {
    let error = pagofacil.register_subscription(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    listed.join("\n")
}

fn offline(environment: Environment) -> PagoFacil {
    // No exchange is scripted, so sending anything fails the test.
    let replay = Replay::new(Vec::new());
    match environment {
        Environment::Sandbox => sandbox(replay, Encoding::JsonRpc),
        Environment::Production => production(replay),
    }
}

#[tokio::test]
async fn everything_wrong_with_a_registration_is_listed_at_once() {
    let mut customer = samples::customer();
    customer.first_name = "x".repeat(51).into();
    customer.last_name = "".into();
    customer.email = "no-at-sign".into();
    customer.phone = "123456".into();
    customer.mobile = "55 5511 1111 2".into();
    customer.ip = Some("2001:db8::1".parse().unwrap());
    customer.user_agent = Some("x".repeat(151));
    customer.address.street = "x".repeat(46).into();
    customer.address.postal_code = "1234567890".into();
    let number = format!("{} {}", "5111", "1".repeat(12));
    let card = Card::new(number, CardExpiry::new(8, 13)).with_security_code("22");
    let schedule = Schedule::monthly(32, date!(2013 - 09 - 01)).with_end(date!(2013 - 08 - 31));
    let amount = Money::parse("800.505", Currency::MXN);
    let request = SubscriptionRequest::new(amount, card, customer, schedule).with_reference(" x");
    let listed = violations(&offline(Environment::Sandbox), &request).await;
    insta::assert_snapshot!(listed, @"
    reference: must hold printable ASCII characters only, without blanks at its ends
    amount: 800.505 has more than the 2 decimals of MXN
    card.number: must hold digits only, without spaces or dashes
    card.expiry: the card has expired
    schedule.day: must be 1 to 31
    schedule.start: must be after today, 2013-09-01
    schedule.end: must not be before the start
    card.security_code: must have 3 digits
    customer.first_name: must not be longer than 50 characters
    customer.last_name: must not be empty
    customer.address.street: must not be longer than 45 characters
    customer.address.postal_code: must not be longer than 9 characters
    customer.phone: must have 7 to 10 digits
    customer.mobile: must have 7 to 10 digits
    customer.email: must be an e-mail address
    ");
}

fn with_card(number: &str, amount: &str) -> SubscriptionRequest {
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let card = Card::new(number, CardExpiry::new(9, 16));
    let amount = Money::parse(amount, Currency::MXN);
    SubscriptionRequest::new(amount, card, samples::customer(), schedule)
}

#[tokio::test]
async fn the_check_digit_counts_in_production_only() {
    let mistyped = with_card(&samples::card_number(), "800");
    let listed = violations(&offline(Environment::Production), &mistyped).await;
    insta::assert_snapshot!(listed, @"card.number: is mistyped: its check digit does not fit");
    let pagofacil = offline(Environment::Production);
    assert_eq!(pagofacil.environment(), Environment::Production);
    let long = with_card(&"0".repeat(17), "800");
    insta::assert_snapshot!(violations(&pagofacil, &long).await, @"card.number: must not have more than 16 digits");
    for length in [12, 20] {
        let wrong = with_card(&"4".repeat(length), "800");
        let listed = violations(&offline(Environment::Sandbox), &wrong).await;
        assert_eq!(listed, "card.number: must have 13 to 19 digits");
    }
}

#[tokio::test]
async fn the_largest_amount_has_seven_digits() {
    let pagofacil = offline(Environment::Sandbox);
    let large = with_card(&samples::card_number(), "100000.00");
    insta::assert_snapshot!(violations(&pagofacil, &large).await, @"amount: must not be more than 99999.99 MXN");
    let nothing = with_card(&samples::card_number(), "0");
    insta::assert_snapshot!(violations(&pagofacil, &nothing).await, @"amount: must be greater than zero");
}

#[tokio::test]
async fn a_charge_at_once_needs_the_security_code_of_its_brand() {
    let pagofacil = offline(Environment::Sandbox);
    let request = with_card(&samples::card_number(), "800").with_charge_now();
    insta::assert_snapshot!(violations(&pagofacil, &request).await, @"card.security_code: is required to charge the card now");

    let american_express = format!("37{}", "1".repeat(13));
    let card = Card::new(american_express, CardExpiry::new(9, 16)).with_security_code("123");
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let amount = Money::from_minor(100, Currency::USD);
    let request = SubscriptionRequest::new(amount, card, samples::customer(), schedule);
    insta::assert_snapshot!(violations(&pagofacil, &request).await, @"
    amount: must be in MXN, not in USD
    card.security_code: must have 4 digits
    ");
}

#[tokio::test]
async fn an_id_that_no_subscription_can_have_is_not_asked_for() {
    let pagofacil = offline(Environment::Sandbox);
    for id in ["", "T-\u{0}", &"T".repeat(51)] {
        let error = pagofacil
            .get_subscription(&SubscriptionId::new(id))
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{id:?}");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id:?}");
    }
}
