//! Amounts go to the service and come back as they are, in every encoding.

use http::StatusCode;
use payments_core::exact_decimal;
use payments_core::{Currency, Money, PaymentProvider};
use payments_testkit::{Canned, Fixture, SentRequest};
use proptest::prelude::*;
use proptest::sample::select;
use provider_pagofacil::Encoding;
use rust_decimal::Decimal;
use serde_json::Value;
use url::form_urlencoded;

use crate::decimals::{config, decimals, writings};
use crate::differential::run;
use crate::support::{payment_of, sandbox, without_secret};

/// The amount of a request, as it is written there.
fn amount_in(sent: &SentRequest, encoding: Encoding) -> String {
    let request = sent.request();
    if encoding == Encoding::JsonRpc {
        let body: Value = serde_json::from_slice(request.body().expose()).unwrap();
        let amount = &body["params"]["data"]["monto"];
        return amount
            .as_str()
            .expect("a text, which no reader rounds")
            .to_owned();
    }
    let form = match encoding.is_get() {
        true => request.query(),
        false => request.body(),
    };
    let mut pairs = form_urlencoded::parse(form.expose());
    let amount = pairs.find(|(name, _)| name == "data[monto]");
    amount.unwrap().1.into_owned()
}

/// The fixture of a response to a search, the text of its amount, and how it is written there.
fn fixture_of(encoding: Encoding) -> (&'static str, &'static str) {
    match encoding {
        Encoding::JsonRpc => ("found_json_rpc", "\"800.5\""),
        Encoding::QueryXml | Encoding::FormXml => ("found_query_xml", "800.5"),
        _ => ("found_query_json", "\"800.5\""),
    }
}

/// A decimal as a service may write it: in XML as it is, in JSON as a text and as a number.
fn literals(amount: Decimal, is_xml: bool) -> Vec<String> {
    let texts = writings(amount);
    if is_xml {
        return texts.into();
    }
    let both = texts.map(|text| [format!("\"{text}\""), text]);
    both.into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_amount_that_a_card_can_be_charged_is_sent_as_it_is(
        // decimal(7,2)
        units in prop_oneof![1..=9_999_999_i64, select(vec![1, 10, 435, 9_999_999])],
    ) {
        let amount = Money::from_minor(units, Currency::MXN);
        for encoding in Encoding::ALL {
            let canned = Canned::returning(StatusCode::OK, "text/plain", "");
            let client = sandbox(canned.clone(), encoding);
            let lost = run(client.create_payment(&payment_of(amount)));
            prop_assert!(lost.is_err(), "the response is empty");
            let text = amount_in(&canned.sent()[0], encoding);
            prop_assert_eq!(exact_decimal(&text).unwrap(), amount.amount(), "{}", encoding);
            prop_assert_eq!(text, amount.to_wire(), "{}", encoding);
        }
    }

    #[test]
    fn any_amount_of_a_response_is_read_exactly_or_not_at_all(amount in decimals()) {
        let expected = Money::new(amount, Currency::MXN);
        for encoding in Encoding::ALL {
            let (case, written) = fixture_of(encoding);
            let fixture = Fixture::load(&format!("pagofacil/find_payment/{case}")).unwrap();
            let body = String::from_utf8(fixture.response_body().to_vec()).unwrap();
            prop_assert_eq!(body.matches(written).count(), 1);
            for text in literals(amount, written.starts_with('8')) {
                let canned = Canned::returning(
                    StatusCode::OK,
                    "application/json",
                    body.replace(written, &text),
                );
                let client = without_secret(canned, encoding);
                let found = run(client.find_payment(&"1".into())).unwrap();
                let payment = &found.matches()[0];
                prop_assert!(payment.status().is_paid(), "the amount hides no state");
                match (&expected, payment.amount()) {
                    (Ok(expected), found) => prop_assert_eq!(found, Some(*expected), "{}", encoding),
                    (Err(_), None) => prop_assert_eq!(payment.warnings().len(), 1),
                    (Err(_), Some(rounded)) => {
                        let digits = text.bytes().filter(u8::is_ascii_digit).count();
                        let noise = (rounded.amount() - amount).abs();
                        prop_assert!(digits >= 16 && noise <= Decimal::new(5, 3), "{}", text);
                        prop_assert_eq!(payment.warnings().len(), 1);
                    }
                }
            }
        }
    }
}
