use std::io::{Read, Write};
use std::net::TcpListener;

use payments_sim::Simulator;
use payments_testkit::samples;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::shell::{CARD_CODE, keys, pagofacil, payments_in};

pub(crate) const ENCODINGS: [&str; 5] = [
    "json-rpc",
    "query-json",
    "query-xml",
    "form-json",
    "form-xml",
];

pub(crate) fn contract() -> Value {
    let today = OffsetDateTime::now_utc().date();
    json!({
        "amount": "800.50", "reference": "CONTRACT-1", "day": 5,
        "start": (today + Duration::days(40)).to_string(),
        "card_number": samples::card_number(), "card_month": 9, "card_year": today.year() + 3,
        "first_name": "Ana", "last_name": "Ejemplo", "email": "ana@example.com",
        "phone": "5555555555", "mobile": "5555111111", "street": "Calle 1",
        "neighborhood": "Centro", "city": "Guadalajara", "state": "Jalisco",
        "postal_code": "11000", "country": "Mexico",
    })
}

/// A charge at once of what the contract is about.
pub(crate) fn order(reference: &str) -> Value {
    let mut order = contract();
    let members = order.as_object_mut().unwrap();
    for member in ["day", "start"] {
        members.remove(member);
    }
    order["reference"] = json!(reference);
    order["card_code"] = json!(CARD_CODE);
    order
}

#[tokio::test]
async fn a_subscription_is_registered_from_a_document_over_any_encoding() {
    let simulator = Simulator::start().await.unwrap();
    for encoding in ENCODINGS {
        let command = ["--encoding", encoding, "register-subscription"];
        let registered = pagofacil(&simulator, &command, &contract().to_string()).await;
        assert_eq!(registered.code, 0, "{encoding} {registered:?}");
        let registered = registered.json();
        assert_eq!(registered["subscription"]["amount"]["amount"], "800.50");
        let id = registered["subscription"]["id"].as_str().unwrap();

        let command = ["--encoding", encoding, "get-subscription", id];
        let shown = pagofacil(&simulator, &command, "").await;
        assert_eq!(shown.json()["status"], "active", "{encoding}");
    }
    assert_eq!(simulator.pagofacil().registrations_of("CONTRACT-1"), 5);
}

#[tokio::test]
async fn an_invalid_document_and_an_invalid_request_are_not_sent() {
    let simulator = Simulator::start().await.unwrap();
    let number = samples::card_number();

    let unknown = json!({"crad_number": number}).to_string();
    let unknown = pagofacil(&simulator, &["register-subscription"], &unknown).await;
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("card_number"));

    let mut contract = contract();
    contract["amount"] = json!("800.505");
    contract["email"] = json!("no-at-sign");
    let invalid = pagofacil(
        &simulator,
        &["register-subscription"],
        &contract.to_string(),
    )
    .await;
    assert_eq!(invalid.code, 2, "{invalid:?}");
    assert!(invalid.err.contains(r#""field": "amount""#), "{invalid:?}");
    assert!(invalid.err.contains(r#""field": "customer.email""#));

    for ended in [unknown, invalid] {
        assert!(!format!("{ended:?}").contains(&number), "{ended:?}");
    }
    assert!(simulator.requests().is_empty());
}

#[tokio::test]
async fn a_lost_response_exits_with_its_own_code() {
    // Reads the request and hangs up.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let read = stream.read(&mut request).unwrap();
        stream.flush().unwrap();
        read
    });
    let command = [
        "pagofacil",
        "--base-url",
        &base_url,
        "register-subscription",
    ];
    let lost = payments_in(keys(), &command, &contract().to_string()).await;
    assert!(server.join().unwrap() > 0);
    assert_eq!(lost.code, 4, "{lost:?}");
    assert!(lost.err.contains("Money may have moved"), "{lost:?}");
    assert!(!format!("{lost:?}").contains(&samples::card_number()));
}

#[tokio::test]
async fn production_needs_consent_before_a_card_number_goes_into_a_url() {
    let command = [
        "pagofacil",
        "--production",
        "--encoding=query-xml",
        "get-subscription",
        "T-1",
    ];
    let refused = payments_in(keys(), &command, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("card numbers into URLs"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_card_is_charged_once_and_found_again() {
    let simulator = Simulator::start().await.unwrap();
    for (encoding, approved) in ENCODINGS.into_iter().zip([true, false, true, false, true]) {
        simulator.pagofacil().set_next_charge(approved);
        let reference = format!("ORDER-{encoding}");
        let mut order = order(&reference);
        order["installments"] = json!(6);
        order["param1"] = json!("a note");
        let charged = ["--encoding", encoding, "create-payment"];
        let charged = pagofacil(&simulator, &charged, &order.to_string()).await;
        assert_eq!(charged.code, if approved { 0 } else { 3 }, "{charged:?}");
        let found = ["--encoding", encoding, "find-payment", &reference];
        let found = pagofacil(&simulator, &found, "").await;
        assert_eq!(found.code, 0, "{found:?}");
        let status = if approved { "paid" } else { "declined" };
        assert_eq!(found.json()["matches"][0]["status"], status, "{found:?}");
    }
    let searched = pagofacil(&simulator, &["search-transactions"], "").await;
    assert_eq!(
        searched.json()["items"].as_array().unwrap().len(),
        5,
        "{searched:?}"
    );
}

#[tokio::test]
async fn a_subscription_is_cancelled_with_the_api_secret_only() {
    let simulator = Simulator::start().await.unwrap();
    let document = contract().to_string();
    let registered = pagofacil(&simulator, &["register-subscription"], &document)
        .await
        .json();
    let id = registered["subscription"]["id"].as_str().unwrap();

    let base_url = simulator.pagofacil_base_url();
    let without = [
        "pagofacil",
        "--base-url",
        base_url.as_str(),
        "cancel-subscription",
        id,
    ];
    let mut keys = keys();
    keys.retain(|(name, _)| *name != "PAGOFACIL_API_SECRET");
    let refused = payments_in(keys, &without, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("PAGOFACIL_API_SECRET"), "{refused:?}");

    let cancelled = pagofacil(&simulator, &["cancel-subscription", id], "").await;
    assert_eq!(cancelled.json()["status"], "cancelled", "{cancelled:?}");
    let charges = pagofacil(&simulator, &["list-charges", id], "").await;
    assert_eq!(charges.json()["items"], json!([]), "{charges:?}");
}
