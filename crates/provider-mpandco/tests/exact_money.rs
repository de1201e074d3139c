//! Amounts go to the service and come back as they are, over the whole range of decimals.

use payments_core::exact_decimal;
use payments_core::{
    Currency, ErrorKind, Item, Money, PaymentId, PaymentProvider, PaymentRequest, Split,
};
use payments_testkit::{Canned, Fixture};
use proptest::prelude::*;
use provider_mpandco::Mpandco;
use rust_decimal::Decimal;
use url::form_urlencoded;

use crate::decimals::{config, decimals, writings};
use crate::support::{ID, client_at, clock, order};

const WALLET_ID: &str = "44a741ea-b8f1-11eb-924a-a3c0d8f958cb";

/// A client whose every response after the token is this fixture's, changed.
fn received(fixture: &str, change: impl Fn(String) -> String) -> (Mpandco, Canned) {
    let token = Fixture::load("mpandco/token/granted").unwrap().response();
    let fixture = Fixture::load(fixture).unwrap();
    let text = String::from_utf8(fixture.response_body().to_vec()).unwrap();
    let response = Canned::response(fixture.status(), "application/json", change(text));
    let canned = Canned::with(move |request| match request.operation().name() {
        "token" => Ok(token.clone()),
        _ => Ok(response.clone()),
    });
    (client_at(canned.clone(), clock()), canned)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn every_amount_of_a_request_is_sent_as_it_is(amount in decimals()) {
        let Ok(amount) = Money::new(amount, Currency::VES) else {
            return Ok(());
        };
        let request = PaymentRequest::new("ORDER-1", amount)
            .with_description("Two coffees")
            .with_return_urls(order().return_urls().unwrap().clone())
            .with_item(Item::new("Coffee", amount))
            .with_shipping(amount)
            .with_split(Split::new("demo02", amount));
        let (mpandco, canned) = received("mpandco/create_payment/invalid", |body| body);
        let refused = run(mpandco.create_payment(&request)).unwrap_err();
        prop_assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        let sent = canned.sent();
        let form = form_urlencoded::parse(sent[1].request().body().expose());
        let amounts: Vec<_> = form
            .filter(|(name, _)| {
                ["[total]", "[price]", "[shipping]", "[distributions][0][amount]"]
                    .iter()
                    .any(|end| name.ends_with(end))
            })
            .collect();
        prop_assert_eq!(amounts.len(), 4, "{:?}", amounts);
        for (name, text) in amounts {
            prop_assert_eq!(exact_decimal(&text).unwrap(), amount.amount(), "{}", name);
            prop_assert!(!text.contains(['E', 'e']), "{} is {}", name, text);
        }
    }

    #[test]
    fn an_amount_is_read_exactly_from_a_number_and_a_text_or_absent_with_a_warning(amount in decimals()) {
        let expected = Money::new(amount, Currency::VES);
        for text in writings(amount) {
            for literal in [text.clone(), format!("\"{text}\"")] {
                let total = format!("\"total\": {literal},");
                let (mpandco, _) = received("mpandco/get_payment/authorized", |body| {
                    body.replace("\"total\": 20,", &total)
                });
                let read = run(mpandco.get_payment(&PaymentId::new(ID))).unwrap();
                match (&expected, read.amount()) {
                    (Ok(expected), read) => prop_assert_eq!(read, Some(*expected)),
                    (Err(_), None) => prop_assert!(!read.warnings().is_empty()),
                    // The noise of a float is rounded, and told.
                    (Err(_), Some(rounded)) => {
                        let digits = amount.mantissa().unsigned_abs().to_string().len();
                        let error = (rounded.amount() - amount).abs();
                        prop_assert!(digits >= 16 && error <= Decimal::new(5, 3), "{}", literal);
                        prop_assert!(read.warnings()[0].contains("rounded"));
                    }
                }
            }
        }
    }

    #[test]
    fn a_payment_of_the_wallet_is_read_exactly(amount in decimals()) {
        let Ok(expected) = Money::new(amount, Currency::VES) else {
            return Ok(());
        };
        for text in writings(amount) {
            // As texts at the top, as numbers within.
            let fixture = "mpandco/get_wallet_payment/awaiting_receiver";
            let (mpandco, _) = received(fixture, |body| {
                body.replace("240.500000000000000000", &text)
                    .replace(": 240.5", &format!(": {text}"))
            });
            let read = run(mpandco.get_wallet_payment(&WALLET_ID.into())).unwrap();
            let mut amounts = vec![read.amount, read.operation_amount];
            for method in read.methods {
                amounts.extend([method.amount, method.operation_amount]);
                amounts.extend(method.movements.into_iter().map(|one| one.amount));
            }
            prop_assert_eq!(amounts.len(), 5);
            for amount in amounts {
                let read = amount.unwrap().in_currency(Currency::VES).unwrap();
                prop_assert_eq!(read, expected);
                prop_assert_eq!(amount.unwrap().to_string(), expected.amount().normalize().to_string());
            }
        }
    }
}
