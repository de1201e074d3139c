//! Every way carries the same request, decoded here by other means than it was written.

use std::collections::BTreeMap;

use http::StatusCode;
use payments_core::{
    Address, Card, CardExpiry, Currency, Customer, Money, PaymentRequest, Personal,
    RecurringProvider, Schedule, SubscriptionRequest,
};
use payments_testkit::{Canned, SentRequest, samples};
use proptest::prelude::*;
use provider_pagofacil::{ChargeOptions, Encoding};
use serde_json::Value;
use time::macros::date;
use url::form_urlencoded;

use super::run;
use crate::support::with_dollars;

/// Method and data of a request.
type Content = (String, BTreeMap<String, String>);

fn content(sent: &SentRequest, encoding: Encoding) -> Content {
    let request = sent.request();
    if encoding == Encoding::JsonRpc {
        let body: Value = serde_json::from_slice(request.body().expose()).unwrap();
        let data = body["params"]["data"].as_object().unwrap();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            number => number.to_string(),
        };
        let data = data.iter().map(|(name, value)| (name.clone(), text(value)));
        return (body["method"].as_str().unwrap().to_owned(), data.collect());
    }
    let (full, empty) = match encoding.is_get() {
        true => (request.query(), request.body()),
        false => (request.body(), request.query()),
    };
    assert!(empty.is_empty());
    let mut method = String::new();
    let mut data = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(full.expose()) {
        match name
            .strip_prefix("data[")
            .and_then(|name| name.strip_suffix(']'))
        {
            Some(name) => {
                let twice = data.insert(name.to_owned(), value.into_owned());
                assert_eq!(twice, None, "{name}");
            }
            None => {
                assert_eq!(name, "method");
                method = value.into_owned();
            }
        }
    }
    (method, data)
}

fn text(longest: usize) -> impl Strategy<Value = String> {
    // Blanks alone are not a text.
    let shape = format!("[!-~áñÜ€💳][ -~áñÜ€💳&=%+\"\\\\]{{0,{}}}", longest - 1);
    proptest::string::string_regex(&shape).unwrap()
}

fn personal(longest: usize) -> impl Strategy<Value = Personal> {
    text(longest).prop_map(Personal::new)
}

prop_compose! {
    fn customers()(
        names in (personal(50), personal(50)),
        email in "[!-?A-~]{1,20}@[a-z.]{1,20}",
        phones in ("[0-9]{7,10}", "[0-9]{7,10}"),
        places in (personal(45), personal(30), personal(30), personal(45)),
        rest in (personal(9), personal(50)),
        ip in proptest::option::of(any::<[u8; 4]>()),
        user_agent in proptest::option::of(text(150)),
    ) -> Customer {
        let (street, neighborhood, city, state) = places;
        let (postal_code, country) = rest;
        Customer {
            first_name: names.0,
            last_name: names.1,
            email: email.into(),
            phone: phones.0.into(),
            mobile: phones.1.into(),
            document: "".into(),
            address: Address { street, neighborhood, city, state, postal_code, country },
            ip: ip.map(Into::into),
            user_agent,
        }
    }
}

prop_compose! {
    fn payments()(
        reference in r"[!-\-/-~][!-~]{0,59}",
        units in 1..=9_999_999_i64,
        dollars in any::<bool>(),
        months in proptest::option::of(proptest::sample::select(vec![3, 6, 9, 12])),
        customer in customers(),
    ) -> PaymentRequest {
        let currency = if dollars { Currency::USD } else { Currency::MXN };
        let amount = Money::from_minor(units, currency);
        let card = Card::new(samples::card_number(), CardExpiry::new(9, 16));
        let request = PaymentRequest::new(&*reference, amount)
            .with_card(card.with_security_code("222"), customer);
        match months {
            Some(months) => request.with_installments(months),
            None => request,
        }
    }
}

prop_compose! {
    fn options()(
        params in proptest::array::uniform5(proptest::option::of(text(60))),
        without_mail in any::<bool>(),
    ) -> ChargeOptions {
        let options = ChargeOptions::new().with_params(params);
        if without_mail { options.without_mail() } else { options }
    }
}

prop_compose! {
    fn subscriptions()(
        reference in proptest::option::of(r"[!-\-/-~]([ -~]{0,20}[!-~])?"),
        units in 1..=9_999_999_i64,
        day in 1..=31_u8,
        ends in any::<bool>(),
        charge_now in any::<bool>(),
        customer in customers(),
    ) -> SubscriptionRequest {
        let amount = Money::from_minor(units, Currency::MXN);
        let card = Card::new(samples::card_number(), CardExpiry::new(9, 16));
        let mut schedule = Schedule::monthly(day, date!(2013 - 09 - 16));
        if ends {
            schedule = schedule.with_end(date!(2014 - 02 - 28));
        }
        let card = card.with_security_code("222");
        let mut request = SubscriptionRequest::new(amount, card, customer, schedule);
        if let Some(reference) = &reference {
            request = request.with_reference(&**reference);
        }
        if charge_now { request.with_charge_now() } else { request }
    }
}

/// What every way sends for a payment and for a subscription.
fn sent(
    payment: &PaymentRequest,
    options: &ChargeOptions,
    subscription: &SubscriptionRequest,
    encoding: Encoding,
) -> Vec<Content> {
    let canned = Canned::returning(StatusCode::OK, "text/plain", "");
    let client = with_dollars(canned.clone(), encoding);
    run(async {
        let charged = client.charge_card(payment, options).await;
        let registered = client.register_subscription(subscription).await;
        let (charged, registered) = (charged.unwrap_err(), registered.unwrap_err());
        for error in [charged, registered] {
            assert_eq!(error.violations(), [], "the request is valid");
        }
    });
    let sent = canned.sent();
    sent.iter().map(|sent| content(sent, encoding)).collect()
}

proptest! {
    #[test]
    fn any_valid_request_has_one_content(
        payment in payments(),
        options in options(),
        subscription in subscriptions(),
    ) {
        let reference = sent(&payment, &options, &subscription, Encoding::JsonRpc);
        prop_assert_eq!(reference.len(), 2, "both were valid");
        let (method, data) = &reference[0];
        prop_assert_eq!(method, "transaccion");
        prop_assert_eq!(&data["idPedido"], payment.reference().as_str());
        prop_assert_eq!(&data["numeroTarjeta"], &samples::card_number());
        for encoding in Encoding::ALL {
            prop_assert_eq!(&sent(&payment, &options, &subscription, encoding), &reference);
        }
    }
}
