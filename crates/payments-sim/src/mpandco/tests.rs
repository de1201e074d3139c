//! What the state shows after requests and decisions.

use rust_decimal::Decimal;
use serde_json::json;

use crate::mpandco::model::{
    IntentKind, IntentState, Movements, SubmittedDistribution, SubmittedIntent, SubmittedItem,
    SubmittedTransaction,
};
use crate::mpandco::state::DecisionError;
use crate::mpandco::testing::{body, create, request, sale, service};
use crate::php::form::parse_str;

#[test]
fn the_ledger_tells_what_was_paid_twice() {
    let state = service();
    let form = |reference: &str| {
        request(&format!(
            "&paymentintent[transactions][0][invoiceNumber]={reference}"
        ))
    };
    let pay = |reference: &str| {
        let id = create(&state, &form(reference));
        state.approve(&id).unwrap();
        id
    };
    pay("ONCE");
    pay("TWICE");
    let voided = pay("TWICE");
    create(&state, &form("NEVER"));
    let cancel = parse_str(&format!("cancel_payment_intent[paymentIntent]={voided}"));
    state.void_payment(&cancel).unwrap();
    let payout = parse_str(&format!(
        "reference=PAYOUT&nameAccount=a&identificationNumber=b&amount=1&bankAccount=0102{}",
        "0".repeat(16)
    ));
    state.send_payout(Some("DISPERSION"), &payout).unwrap();

    let moved = |executions, voids, payouts| Movements {
        executions,
        voids,
        payouts,
    };
    let ledger = state.ledger();
    assert_eq!(
        ledger.into_iter().collect::<Vec<_>>(),
        [
            ("ONCE".to_owned(), moved(1, 0, 0)),
            ("PAYOUT".to_owned(), moved(0, 0, 1)),
            ("TWICE".to_owned(), moved(2, 1, 0)),
        ]
    );
}

#[test]
fn the_same_requests_get_the_same_responses_in_every_run() {
    let form = sale("");
    let [first, second] = [service(), service()].map(|state| {
        create(&state, &form);
        state.create_payment(&form).unwrap()
    });
    assert_eq!(first, second);
}

#[test]
fn a_reference_named_twice_in_one_intent_counts_once() {
    let state = service();
    let id = create(
        &state,
        &request(
            "&paymentintent[transactions][5][amount][total]=0.5\
             &paymentintent[transactions][5][amount][currency]=VES\
             &paymentintent[transactions][5][description]=Otra\
             &paymentintent[transactions][5][invoiceNumber]=F1",
        ),
    );
    state.approve(&id).unwrap();
    assert_eq!(state.times_executed("F1"), 1);
    assert_eq!(state.intent(&id).unwrap().total.to_string(), "20.5");
}

#[test]
fn the_return_address_keeps_its_query_and_gains_the_payer() {
    let state = service();
    let id = create(&state, &sale(""));
    let back = state.approve(&id).unwrap();
    let start = format!("http://shop.test/back?order=7&paymentIntent={id}&payerId=");
    assert!(back.as_str().starts_with(&start), "{back}");
    assert_eq!(state.intent(&id).unwrap().state, IntentState::Authorized);
}

#[test]
fn a_payer_without_money_pays_no_request() {
    let state = service();
    let id = create(&state, &request(""));
    state.set_insufficient_funds(true);
    assert_eq!(state.approve(&id), Err(DecisionError::NoFunds));
    assert_eq!(state.intent(&id).unwrap().state, IntentState::Created);
    state.set_insufficient_funds(false);
    state.approve(&id).unwrap();
    assert_eq!(state.times_executed("F1"), 1);
}

#[test]
fn only_the_first_decision_counts() {
    let state = service();
    let id = create(&state, &sale(""));
    assert_eq!(state.cancel(&id).unwrap().as_str(), "http://shop.test/stop");
    let canceled = DecisionError::Decided(IntentState::Canceled);
    assert_eq!(state.approve(&id), Err(canceled));
    assert_eq!(state.approve("none"), Err(DecisionError::Unknown));
}

#[test]
fn the_service_would_call_the_return_address_of_a_paid_request() {
    let state = service();
    let id = create(&state, &request(""));
    let before = body(state.get_payment(Some(&id)));
    assert_eq!(before["redirect_urls"]["history_responses"], json!([]));
    assert!(state.callbacks().is_empty());

    state.approve(&id).unwrap();
    let after = body(state.get_payment(Some(&id)));
    let payer = after["payer"]["payer_info"]["id"].as_str().unwrap();
    let uri = format!("http://shop.test/back?order=7&paymentIntent={id}&payerId={payer}");
    assert_eq!(
        after["redirect_urls"]["history_responses"],
        json!([{"uri": uri, "method": "GET", "status_code": 200, "body": ""}])
    );
    let callbacks = state.callbacks();
    assert_eq!(callbacks.len(), 1);
    assert_eq!(callbacks[0].intent, id);
    assert_eq!(callbacks[0].url.as_str(), uri);
}

#[test]
fn a_sale_calls_no_server() {
    let state = service();
    let id = create(&state, &sale(""));
    state.approve(&id).unwrap();
    assert!(state.callbacks().is_empty());
}

#[test]
fn every_transaction_of_an_intent_is_a_separate_payment() {
    let state = service();
    let id = create(
        &state,
        &request(
            "&paymentintent[transactions][1][amount][total]=1.5\
             &paymentintent[transactions][1][amount][currency]=VES\
             &paymentintent[transactions][1][description]=Otra\
             &paymentintent[transactions][1][digitalAccountDestination]=demo01",
        ),
    );
    state.approve(&id).unwrap();
    let records = state.lock();
    let payments = records.wallet.all().iter();
    let seen: Vec<(String, &str)> = payments
        .map(|payment| (payment.amount.to_string(), payment.recipient.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("20".to_owned(), "sim-merchant"),
            ("1.5".to_owned(), "demo01")
        ]
    );
}

const TRANSACTION: &str = "&paymentintent[transactions][0]";

#[test]
fn everything_a_create_request_said_comes_back() {
    let more = [
        "&paymentintent[intent]=request&paymentintent[recipient]=V00000001".to_owned(),
        format!("{TRANSACTION}[digitalAccountDestination]=demo02"),
        format!("{TRANSACTION}[amount][details][tax]=1.50"),
        format!("{TRANSACTION}[items][7][name]=a&{TRANSACTION}[items][7][price]=0.01"),
        format!("{TRANSACTION}[items][1][name]=b&{TRANSACTION}[items][1][price]=2"),
        format!("{TRANSACTION}[items][1][quantity]=3&{TRANSACTION}[items][1][sku]=S"),
        format!("{TRANSACTION}[items][1][currency]=VES"),
        format!("{TRANSACTION}[distributions][0][digitalAccountDestination]=demo01"),
        format!("{TRANSACTION}[distributions][0][amount]=5.5"),
    ];
    let state = service();
    let id = create(&state, &sale(&more.concat()));
    let submitted = state.submitted_intent(&id).unwrap();
    assert_eq!(
        submitted,
        SubmittedIntent {
            kind: IntentKind::Request {
                recipient: "V00000001".to_owned(),
            },
            return_url: "http://shop.test/back?order=7".to_owned(),
            cancel_url: "http://shop.test/stop".to_owned(),
            transactions: vec![SubmittedTransaction {
                destination: Some("demo02".to_owned()),
                total: Decimal::from(20),
                currency: "VES".to_owned(),
                shipping: None,
                tax: Some(Decimal::new(150, 2)),
                sub_total: None,
                description: "Compra".to_owned(),
                invoice_number: Some("F1".to_owned()),
                items: vec![
                    SubmittedItem {
                        name: "a".to_owned(),
                        price: Decimal::new(1, 2),
                        quantity: None,
                        sku: None,
                        currency: None,
                    },
                    SubmittedItem {
                        name: "b".to_owned(),
                        price: Decimal::from(2),
                        quantity: Some(3),
                        sku: Some("S".to_owned()),
                        currency: Some("VES".to_owned()),
                    },
                ],
                distributions: vec![SubmittedDistribution {
                    account: "demo01".to_owned(),
                    amount: Decimal::new(55, 1),
                    description: None,
                }],
            }],
        }
    );
    assert!(!format!("{submitted:?}").contains("V00000001"));
    assert!(state.submitted_intent("none").is_none());
}
