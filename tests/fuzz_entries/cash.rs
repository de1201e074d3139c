//! PagoFácil's cash orders, and the webhooks about them.

use payments_core::{
    Currency, Expected, Money, Outcome, PaymentMethod, PaymentProvider, PaymentRequest, Webhook,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::{ClaimedState, Encoding, OrderWebhook, PagoFacil};
use url::form_urlencoded;

use super::calls::{Input, Seen, check_money, longest_number, run};
use super::clients;

/// How many calls there are.
pub(super) const CALLS: usize = 5;

const ID: &str = "CASH0000000001";
const REFERENCE: &str = "ORDER-1";

/// Responses about cash orders and stores.
pub fn pagofacil_cash(data: &[u8]) {
    let Some(input) = Input::read(data, CALLS) else {
        return;
    };
    let transport = input.responses("application/json", None);
    let client = client(transport.clone());
    let secrets = vec![
        samples::PAGOFACIL_BRANCH_ID.to_owned(),
        samples::PAGOFACIL_USER_ID.to_owned(),
        clients::api_secret(),
    ];
    let seen = Seen {
        transport: &transport,
        input: &input,
        opening: b"{[",
        secrets: &secrets,
        of_values: &secrets,
    };
    let price = Money::from_minor(15_050, Currency::MXN);
    match input.call {
        0 => {
            let request = PaymentRequest::new(REFERENCE, price).with_method(PaymentMethod::Cash {
                store: Some("SEVEN_ELEVEN".to_owned()),
                customer: Box::new(samples::customer()),
            });
            let created = run(client.create_payment(&request));
            seen.check(&created);
            // No order is paid by being created.
            if let Ok(payment) = created {
                assert!(!payment.status().is_paid(), "{payment:?}");
            }
        }
        1 => {
            let got = run(client.get_payment(&ID.into()));
            seen.check(&got);
            if let Ok(payment) = got {
                payment.amount().into_iter().for_each(check_money);
                assert!(!payment.status().is_paid() || input.may_hold("4"));
            }
        }
        2 => seen.check(&run(client.find_payment(&REFERENCE.into()))),
        3 => {
            let stores = run(client.list_stores());
            let printed = format!("{stores:?}");
            assert!(longest_number(&printed) < 13 || stores.is_ok(), "{printed}");
        }
        _ => {
            let expected = Expected::new(ID, REFERENCE, price);
            let settled = run(client.settle(&expected, None));
            let is_paid = settled.is_ok_and(|settlement| settlement.is_paid());
            assert!(!is_paid || (input.may_hold(REFERENCE) && input.may_hold("150.5")));
        }
    }
}

/// The bodies of webhooks, and the queries of their URLs.
pub fn pagofacil_webhooks(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let by_body = OrderWebhook::read(&Webhook::new(text));
    let by_query = OrderWebhook::read(&Webhook::new("").with_query(text));
    for webhook in [by_body, by_query].into_iter().flatten() {
        let reference = webhook.reference().as_str();
        assert!(!reference.is_empty());
        assert!(!format!("{:?}", webhook.claimed()).contains(&samples::card_number()));
        let Some(status) = status(webhook.claimed()) else {
            continue;
        };
        let again = form_urlencoded::Serializer::new(String::new())
            .append_pair("customer_order", reference)
            .append_pair("status", status)
            .finish();
        let again = OrderWebhook::read(&Webhook::new(again));
        assert_eq!(again.as_ref(), Ok(&webhook));
    }
    // A webhook about another order settles nothing and sends nothing.
    if let Ok(webhook) = OrderWebhook::read(&Webhook::new(text)) {
        let client = client(Canned::with(|_| panic!("something was sent")));
        let other = format!("not-{}", webhook.reference());
        let price = Money::from_minor(15_050, Currency::MXN);
        let expected = Expected::new(ID, &*other, price);
        let settled = run(client.settle(&expected, Some(&Webhook::new(text).into())));
        let outcome = settled.err().map(|error| error.outcome());
        assert_eq!(outcome, Some(Outcome::NotSent));
    }
}

/// The number of a state that is known.
fn status(claimed: &ClaimedState) -> Option<&'static str> {
    match claimed {
        ClaimedState::Open => Some("1"),
        ClaimedState::Cancelled => Some("3"),
        ClaimedState::Paid => Some("4"),
        _ => None,
    }
}

fn client(transport: Canned) -> PagoFacil {
    let client = clients::pagofacil_builder(transport, Encoding::JsonRpc).with_cash_orders();
    client.build().expect("the client is complete")
}
