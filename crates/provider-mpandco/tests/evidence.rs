//! No success, no refusal: what a response proves that contradicts the request, or itself.

use payments_core::{ErrorKind, Outcome};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::calling;
use crate::service::{CALLS, Call, after, calling_with, json as response};
use crate::support::ID;

/// The outcome must be unknown, after one request.
fn assert_unknown(
    (outcome, sent): (crate::service::Outcome, usize),
    kind: ErrorKind,
    place: &str,
) -> payments_core::Error {
    let error = outcome.expect_err(place);
    assert_eq!(error.outcome(), Outcome::Unknown, "{place}: {error}");
    assert_eq!(error.kind(), kind, "{place}: {error}");
    assert!(error.recourse().is_some(), "{place}");
    assert_eq!(sent, 1, "{place}");
    error
}

fn with(call: Call, pointer: &str, value: Value) -> String {
    let mut body = after(call);
    *body
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{call:?} {pointer}")) = value;
    body.to_string()
}

const TOTAL: &str = "/transactions/0/amount/total";
const CURRENCY: &str = "/transactions/0/amount/currency/id";
const REFERENCE: &str = "/transactions/0/invoice_number";

#[tokio::test]
async fn every_call_succeeds_on_the_response_that_it_expects() {
    for call in CALLS {
        let (outcome, sent) = calling_with(call, &after(call).to_string()).await;
        assert!(outcome.is_ok(), "{call:?}: {outcome:?}");
        assert_eq!(sent, 1, "{call:?}");
    }
}

#[tokio::test]
async fn a_response_for_another_request_is_a_mismatch_with_the_id_and_a_recourse() {
    for (pointer, value, field) in [
        (TOTAL, json!(20_000_000), "amount"),
        (TOTAL, json!("20.01"), "amount"),
        (CURRENCY, json!("VEF"), "currency"),
        (CURRENCY, json!("USD"), "currency"),
        (REFERENCE, json!("ORDER-2"), "reference"),
        ("/intent", json!("request"), "intent"),
        (
            "/redirect_urls/return_url",
            json!("https://other.example/paid"),
            "return_urls.approved",
        ),
    ] {
        let calls: &[Call] = match pointer {
            "/redirect_urls/return_url" => &[Call::Create, Call::CreateTransactions],
            "/intent" => &[
                Call::Create,
                Call::CreateTransactions,
                Call::Confirm,
                Call::Settle,
                Call::Void,
            ],
            _ => &[
                Call::Create,
                Call::CreateTransactions,
                Call::ConfirmRequest,
                Call::Void,
                Call::Settle,
            ],
        };
        for call in calls {
            let place = format!("{call:?} {pointer} {value}");
            let called = calling_with(*call, &with(*call, pointer, value.clone())).await;
            let error = assert_unknown(called, ErrorKind::Mismatch, &place);
            let fields: Vec<_> = error.violations().iter().map(|one| one.field()).collect();
            assert_eq!(fields, [field], "{place}");
            assert!(error.detail().unwrap().contains(ID), "{place}: {error}");
        }
    }
}

#[tokio::test]
async fn a_response_about_another_payment_or_payer_is_a_mismatch() {
    for call in [
        Call::Confirm,
        Call::ConfirmRequest,
        Call::Void,
        Call::Settle,
    ] {
        let called = calling_with(call, &with(call, "/id", json!("another"))).await;
        assert_unknown(called, ErrorKind::Mismatch, &format!("{call:?}"));
    }
    for call in [Call::Confirm, Call::Settle] {
        let body = with(call, "/payer/payer_info/id", json!("another"));
        assert_unknown(
            calling_with(call, &body).await,
            ErrorKind::Mismatch,
            "payer",
        );
    }
}

#[tokio::test]
async fn more_or_fewer_transactions_than_requested_are_a_mismatch() {
    for call in [Call::Create, Call::CreateTransactions] {
        let one = after(call)["transactions"][0].clone();
        for transactions in [json!([]), json!([one, one])] {
            let body = with(call, "/transactions", transactions);
            assert_unknown(
                calling_with(call, &body).await,
                ErrorKind::Mismatch,
                "count",
            );
        }
    }
}

#[tokio::test]
async fn money_for_an_account_that_was_not_requested_is_a_mismatch() {
    let share = json!([{"amount": 5, "digital_account_destination": {"username": "other"}}]);
    let body = with(Call::Create, "/transactions/0/distributions", share);
    assert_unknown(
        calling_with(Call::Create, &body).await,
        ErrorKind::Mismatch,
        "share",
    );
}

#[tokio::test]
async fn a_payout_for_another_receiver_amount_or_reference_is_a_mismatch() {
    for (member, value) in [
        ("identification_number", json!("V19731397")),
        ("reference", json!("0002")),
        ("amount", json!("200")),
        ("bank_account", json!("0102")),
    ] {
        let mut body = after(Call::Payout);
        body[member] = value;
        let called = calling_with(Call::Payout, &body.to_string()).await;
        assert_unknown(called, ErrorKind::Mismatch, member);
    }
    // The same written in another way.
    for (member, value) in [
        ("identification_number", json!("J-54637469")),
        ("amount", json!("20.00")),
        ("amount", json!(20)),
    ] {
        let mut body = after(Call::Payout);
        body[member] = value;
        let (outcome, _) = calling_with(Call::Payout, &body.to_string()).await;
        assert!(outcome.is_ok(), "{member}: {outcome:?}");
    }
}

/// Splits a document around the member that starts like this.
fn around<'a>(body: &'a str, member: &str) -> (&'a str, String, &'a str) {
    let (before, rest) = body.split_once(member).unwrap();
    let (value, after) = rest.split_at(rest.find([',', '}']).unwrap());
    (before, format!("{member}{value}"), after)
}

#[tokio::test]
async fn a_member_with_two_values_decides_nothing_whichever_comes_first() {
    for call in CALLS {
        let body = after(call).to_string();
        let members: &[(&str, &str)] = match call {
            Call::Payout => &[
                (r#""status":"APPROVED""#, r#""status":"REJECTED""#),
                (r#""ref":"MP19122800001""#, r#""ref":"MP19122800002""#),
            ],
            _ => &[
                (r#""state":"#, r#""state":"canceled""#),
                (r#""id":"f5d6a0ee"#, r#""id":"another""#),
                (r#""total":20"#, r#""total":2000"#),
                (
                    r#""invoice_number":"ORDER-1""#,
                    r#""invoice_number":"ORDER-2""#,
                ),
            ],
        };
        for (member, other) in members {
            let (before, own, after) = around(&body, member);
            for both in [format!("{own},{other}"), format!("{other},{own}")] {
                let twice = format!("{before}{both}{after}");
                let (outcome, sent) = calling_with(call, &twice).await;
                let error = outcome.expect_err(&format!("{call:?} {both}"));
                assert_eq!(error.outcome(), Outcome::Unknown, "{call:?} {both}");
                assert_eq!(sent, 1);
            }
        }
    }
}

#[tokio::test]
async fn a_repeated_member_with_one_value_is_not_a_contradiction() {
    for call in CALLS {
        let body = after(call).to_string();
        let member = if call == Call::Payout {
            r#""status":"#
        } else {
            r#""state":"#
        };
        let (before, own, after) = around(&body, member);
        let twice = format!("{before}{own},{own}{after}");
        let (outcome, _) = calling_with(call, &twice).await;
        assert!(outcome.is_ok(), "{call:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_success_beside_an_error_decides_nothing() {
    for call in CALLS {
        for (member, value) in [
            ("error", json!("server_error")),
            ("errors", json!({"children": {"pin": {"errors": ["No."]}}})),
            ("code", json!(500)),
            ("message", json!("Saldo insuficiente")),
        ] {
            let mut body = after(call);
            body[member] = value;
            let called = calling_with(call, &body.to_string()).await;
            let place = format!("{call:?} {member}");
            assert_unknown(called, ErrorKind::UnreadableResponse, &place);
        }
    }
}

#[tokio::test]
async fn another_state_than_the_call_leads_to_decides_nothing() {
    for call in CALLS.into_iter().filter(|call| *call != Call::Payout) {
        for state in [
            "created",
            "authorized",
            "executed",
            "canceled",
            "annulled",
            "pending",
            "EXECUTED",
        ] {
            let expected = after(call)["state"].clone();
            if expected == state {
                continue;
            }
            let called = calling_with(call, &with(call, "/state", json!(state))).await;
            assert_unknown(
                called,
                ErrorKind::UnreadableResponse,
                &format!("{call:?} {state}"),
            );
        }
    }
}

#[tokio::test]
async fn a_receipt_in_a_created_payment_or_of_a_cancelled_one_decides_nothing() {
    let receipt = after(Call::Confirm)["transactions"][0]["related_resources"].clone();
    let mut body = after(Call::Create);
    body["transactions"][0]["related_resources"] = receipt;
    let called = calling_with(Call::Create, &body.to_string()).await;
    assert_unknown(
        called,
        ErrorKind::UnreadableResponse,
        "created with a receipt",
    );

    let mut body = after(Call::Confirm);
    body["transactions"][0]["related_resources"]["sale"]["status"] = json!(2000);
    let called = calling_with(Call::Confirm, &body.to_string()).await;
    assert_unknown(called, ErrorKind::UnreadableResponse, "a cancelled receipt");
}

#[tokio::test]
async fn a_readable_state_decides_where_the_amount_cannot_be_held() {
    for value in [
        json!(null),
        json!("veinte"),
        json!(20.001),
        json!([]),
        json!("1e40"),
    ] {
        let body = with(Call::Confirm, TOTAL, value.clone());
        let (outcome, _) = calling_with(Call::Confirm, &body).await;
        let payment = outcome.unwrap().unwrap();
        assert!(payment.status().is_paid(), "{value}");
        assert_eq!(payment.amount(), None, "{value}");
        assert!(!payment.warnings().is_empty(), "{value}");
        // A payer is not sent to approve an amount that cannot be read.
        let body = with(Call::Create, TOTAL, value.clone());
        let called = calling_with(Call::Create, &body).await;
        assert_unknown(called, ErrorKind::UnreadableResponse, &value.to_string());
    }
    let body = with(Call::Confirm, CURRENCY, json!("Bs."));
    let (outcome, _) = calling_with(Call::Confirm, &body).await;
    assert_eq!(
        outcome.unwrap().unwrap().amount(),
        None,
        "no currency is assumed"
    );
}

#[tokio::test]
async fn the_noise_of_a_float_is_read_as_what_it_means() {
    for noisy in ["20.000000000000004", "\"19.999999999999996\""] {
        let body = after(Call::Create)
            .to_string()
            .replace(r#""total":20"#, &format!(r#""total":{noisy}"#));
        let (outcome, _) = calling_with(Call::Create, &body).await;
        let payment = outcome.unwrap().unwrap();
        assert_eq!(payment.amount().unwrap().to_string(), "20.00 VES");
        assert_eq!(payment.warnings(), ["the amount was rounded to 20.00 VES"]);
    }
}

#[tokio::test]
async fn the_sum_of_the_transactions_counts_and_not_the_total_beside_it() {
    let body = with(Call::Create, "/total/amount", json!(18.8));
    assert!(calling_with(Call::Create, &body).await.0.is_ok());
    let mut body = after(Call::Create);
    body["total"]["currency"]["id"] = json!("VEF");
    assert!(
        calling_with(Call::Create, &body.to_string())
            .await
            .0
            .is_ok()
    );
}

#[tokio::test]
async fn unexpected_output_around_the_response_is_a_warning() {
    let (good, notice) = (after(Call::Confirm), "<b>Notice</b>: Undefined index");
    for body in [
        format!("<br />\n{notice}\n{good}"),
        format!("{good}\n{notice}"),
        format!("{notice}\n{good}\n{notice}"),
    ] {
        let (outcome, _) = calling_with(Call::Confirm, &body).await;
        let payment = outcome.unwrap().unwrap();
        assert!(payment.status().is_paid());
        assert!(
            payment.warnings()[0].starts_with("unexpected output"),
            "{payment:?}"
        );
    }
    let body = format!("{}{}", after(Call::Confirm), after(Call::Void));
    assert!(calling_with(Call::Confirm, &body).await.0.is_err());
}

#[tokio::test]
async fn an_amount_with_the_noise_of_a_float_is_read_with_a_warning() {
    for noisy in [
        "20.000000000000004",
        "19.999999999999998436805981327779591083526611328125",
    ] {
        let body = with(Call::Create, "/transactions/0/amount/total", json!(noisy));
        let payment = calling_with(Call::Create, &body).await.0.unwrap().unwrap();
        let warnings = payment.warnings().join(", ");
        assert!(warnings.contains("was rounded to 20.00 VES"), "{warnings}");
    }
}

#[tokio::test]
async fn an_entry_of_a_list_within_a_payment_is_not_dropped_in_silence() {
    for list in [
        json!({"total": {"name": "Coffee"}}),
        json!({"0": {"name": "Tea"}, "more": {"name": "Coffee"}}),
    ] {
        let body = with(Call::Create, "/transactions/0/items", list);
        let payment = calling_with(Call::Create, &body).await.0.unwrap().unwrap();
        let warning = "the list of items has an entry that cannot be read";
        assert_eq!(payment.warnings(), [warning], "{body}");
    }
}

#[tokio::test]
async fn a_refusal_counts_only_in_a_documented_shape_without_a_payment() {
    let documented = [
        json!({"code": 400, "message": "Validation Failed", "errors": {"errors": ["No."]}}),
        json!({"code": "400", "message": "No."}),
        json!({"error": "invalid_request", "error_description": "No."}),
    ];
    let others = [
        json!({"message": "Forbidden"}),
        json!({"code": 200, "message": "No."}),
        json!({"code": 404, "message": "No."}),
        json!({"error": "Bad Request"}),
        json!({"error": {"code": 400, "message": "No."}}),
        json!({"errors": {"errors": ["No."]}}),
        json!({"code": 400}),
        json!({}),
    ];
    for call in CALLS {
        for body in &documented {
            let text = body.to_string();
            let (outcome, _) = calling(call, move || response(400, &text)).await;
            assert_eq!(
                outcome.unwrap_err().outcome(),
                Outcome::Rejected,
                "{call:?} {body}"
            );
            for (member, value) in after(call).as_object().unwrap() {
                if [
                    "id",
                    "ref",
                    "state",
                    "transactions",
                    "total",
                    "payer",
                    "_links",
                ]
                .contains(&&**member)
                {
                    let mut body = body.clone();
                    body[member] = value.clone();
                    let text = body.to_string();
                    let (outcome, _) = calling(call, move || response(400, &text)).await;
                    assert_eq!(
                        outcome.unwrap_err().outcome(),
                        Outcome::Unknown,
                        "{call:?} {body}"
                    );
                }
            }
        }
        for body in &others {
            for status in [400, 401, 403, 404, 405] {
                let mut body = body.clone();
                if body["code"] == status {
                    body["code"] = json!(status + 1);
                }
                let text = body.to_string();
                let (outcome, sent) = calling(call, move || response(status, &text)).await;
                let error = outcome.unwrap_err();
                assert_eq!(
                    error.outcome(),
                    Outcome::Unknown,
                    "{call:?} {status} {body}"
                );
                assert_eq!(sent, 1, "{call:?} {status} {body}");
            }
        }
    }
}

#[tokio::test]
async fn a_money_call_is_repeated_only_on_a_bearer_challenge_or_a_code_of_oauth() {
    use http::header::{HeaderValue, WWW_AUTHENTICATE};
    use http::{HeaderMap, StatusCode};
    use payments_kit::http::{HttpResponse, SecretBytes};

    let executed = after(Call::Confirm).to_string();
    for (challenge, body, sent) in [
        (
            Some(r#"Bearer realm="Service", error="invalid_token""#),
            "",
            2,
        ),
        (Some("bearer"), "<html>", 2),
        (None, r#"{"error":"invalid_grant"}"#, 2),
        (Some(r#"Basic realm="proxy""#), "", 1),
        (Some(r#"Negotiate"#), "{}", 1),
        (Some(r#"Digest qop="Bearer""#), "", 1),
        (None, r#"{"message":"Unauthorized"}"#, 1),
        (None, r#"{"error":"Unauthorized"}"#, 1),
        (None, r#"{"code":401,"message":"Unauthorized"}"#, 1),
        (Some("Bearer"), &executed, 1),
    ] {
        for call in CALLS {
            let mut headers = HeaderMap::new();
            if let Some(challenge) = challenge {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            }
            let body = SecretBytes::new(body.as_bytes().to_vec());
            let refused = HttpResponse::new(StatusCode::UNAUTHORIZED, headers, body);
            let (outcome, calls) = calling(call, move || refused.clone()).await;
            let place = format!("{call:?} {challenge:?}");
            assert_eq!(calls, sent, "{place}");
            let expected = if sent == 2 {
                Outcome::Rejected
            } else {
                Outcome::Unknown
            };
            // The service's own words, though not about the token.
            let is_documented = outcome.as_ref().is_err_and(|error| {
                error
                    .reply()
                    .is_some_and(|reply| reply.message() == Some("Unauthorized"))
            }) && challenge.is_none();
            let outcome = outcome.unwrap_err().outcome();
            assert!(outcome == expected || is_documented, "{place}: {outcome:?}");
        }
    }
}

/// A member of the response, and values that contradict the request.
fn contradiction() -> impl Strategy<Value = (Call, String, Value)> {
    let other = "[A-Z]{1,4}-[0-9]{2,12}".prop_map(|text| json!(text));
    let amount = (0_u64..1_000_000_000).prop_filter_map("another amount", |cents| {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        (cents != 2000).then(|| json!(amount))
    });
    let currency = prop::sample::select(vec!["VEF", "VED", "USD", "EUR", "MXN", "COP"]);
    let state = prop::sample::select(vec!["authorized", "canceled", "x", "Created", "executed "]);
    let with_known = prop::sample::select(vec![
        Call::Create,
        Call::CreateTransactions,
        Call::ConfirmRequest,
        Call::Void,
        Call::Settle,
    ]);
    let any_intent = prop::sample::select(vec![
        Call::Create,
        Call::CreateTransactions,
        Call::Confirm,
        Call::ConfirmRequest,
        Call::Void,
        Call::Settle,
    ]);
    let with_id = prop::sample::select(vec![
        Call::Confirm,
        Call::ConfirmRequest,
        Call::Void,
        Call::Settle,
    ]);
    prop_oneof![
        (with_known.clone(), other.clone()).prop_map(|(call, value)| (
            call,
            REFERENCE.to_owned(),
            value
        )),
        (with_known.clone(), amount).prop_map(|(call, value)| (call, TOTAL.to_owned(), value)),
        (with_known, currency).prop_map(|(call, code)| (call, CURRENCY.to_owned(), json!(code))),
        (with_id, other).prop_map(|(call, value)| (call, "/id".to_owned(), value)),
        (any_intent, state)
            .prop_filter("another state", |(call, state)| after(*call)["state"]
                != state.trim())
            .prop_map(|(call, state)| (call, "/state".to_owned(), json!(state))),
    ]
}

/// Every place in a document.
fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    let mut inner = |name: &str, value: &Value| {
        let pointer = format!("{pointer}/{name}");
        places(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inner(name, value)),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                inner(&index.to_string(), value);
            }
        }
        _ => {}
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_single_member_that_contradicts_the_request_never_ends_in_success(
        (call, pointer, value) in contradiction()
    ) {
        let (outcome, sent) = run(calling_with(call, &with(call, &pointer, value)));
        let error = outcome.unwrap_err();
        prop_assert_eq!(error.outcome(), Outcome::Unknown, "{}", error);
        prop_assert_eq!(sent, 1);
    }
}

#[tokio::test]
async fn a_member_of_any_other_type_never_ends_in_another_identity_or_a_refusal() {
    let values = [
        json!(null),
        json!(""),
        json!("x"),
        json!(0),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!(["x"]),
        json!({"id": "x"}),
        json!({"1": "x"}),
        json!([[{"id": 1}]]),
    ];
    let mut tried = 0;
    for call in CALLS {
        let mut found = Vec::new();
        places(&after(call), "", &mut found);
        for pointer in &found {
            for value in &values {
                let (outcome, sent) = calling_with(call, &with(call, pointer, value.clone())).await;
                let place = format!("{call:?} {pointer} {value}");
                assert_eq!(sent, 1, "{place}");
                tried += 1;
                match outcome {
                    Err(error) => assert_eq!(error.outcome(), Outcome::Unknown, "{place}: {error}"),
                    Ok(None) => assert_eq!(call, Call::Payout, "{place}"),
                    Ok(Some(payment)) => {
                        let reference = payment.reference().map(ToString::to_string);
                        let amount = payment.amount().map(|amount| amount.to_string());
                        // Only a call with a known intent can tell that a member is another's.
                        if call != Call::Confirm {
                            assert!(reference.is_none_or(|text| text == "ORDER-1"), "{place}");
                            assert!(amount.is_none_or(|text| text == "20.00 VES"), "{place}");
                        }
                        if !matches!(call, Call::Create | Call::CreateTransactions) {
                            assert_eq!(payment.id().as_str(), ID, "{place}");
                        }
                    }
                }
            }
        }
    }
    assert!(tried > 3000, "{tried} members were tried");
}

/// A client whose service holds this intent and executes it, and what it was sent.
fn holding(held: Value) -> (provider_mpandco::Mpandco, payments_testkit::Canned) {
    let canned = payments_testkit::Canned::with(move |request| {
        let path = request.url().path();
        Ok(if path.ends_with("oauth/v2/token") {
            response(200, r#"{"access_token":"t"}"#)
        } else if path.ends_with("show.json") {
            response(200, &held.to_string())
        } else {
            response(200, &after(Call::Confirm).to_string())
        })
    });
    let clock = crate::support::clock();
    (crate::support::client_at(canned.clone(), clock), canned)
}

#[tokio::test]
async fn a_confirmation_of_another_order_or_amount_than_expected_is_not_sent() {
    use payments_core::{Confirmation, Currency, Money, PaymentProvider};
    let expecting = |reference: &str, amount: &str| {
        let amount = Money::parse(amount, Currency::VES).unwrap();
        Confirmation::by_payer(ID, crate::support::PAYER).expecting(reference, amount)
    };
    let held = crate::service::before(Call::Confirm);
    for (reference, amount, field) in [
        ("ORDER-2", "20", "reference"),
        ("ORDER-1", "20.01", "amount"),
    ] {
        let (mpandco, canned) = holding(held.clone());
        let error = mpandco
            .confirm_payment(&expecting(reference, amount))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Mismatch, Outcome::NotSent)
        );
        assert_eq!(error.violations()[0].field(), field);
        assert_eq!(canned.sent().len(), 2, "nothing was executed");
    }
    // An amount that cannot be read is not the expected one.
    let mut unreadable = held.clone();
    *unreadable.pointer_mut(CURRENCY).unwrap() = json!(null);
    let (mpandco, canned) = holding(unreadable);
    assert!(
        mpandco
            .confirm_payment(&expecting("ORDER-1", "20"))
            .await
            .is_err()
    );
    assert_eq!(canned.sent().len(), 2);

    let (mpandco, canned) = holding(held);
    let payment = mpandco
        .confirm_payment(&expecting("ORDER-1", "20"))
        .await
        .unwrap();
    assert!(payment.status().is_paid());
    assert_eq!(canned.sent().len(), 3);
}

#[tokio::test]
async fn neither_pin_nor_token_goes_to_a_link_to_another_intent_or_operation() {
    use payments_core::{Confirmation, PayToken, PaymentId, PaymentProvider, Pin};
    let api = "http://test.mpandco.com/api/payment-intent";
    for link in [
        format!("{api}/execute/request?id=another"),
        format!("{api}/execute/sale?id={ID}"),
        format!("{api}/cancel?id={ID}"),
        format!("{api}/show.json?id={ID}"),
        format!("{api}/execute/request?id={ID}&id=another"),
        format!("http://evil.example/api/payment-intent/execute/request?id={ID}"),
    ] {
        let mut held = crate::service::before(Call::ConfirmRequest);
        held["_links"] = json!({"execute": {"href": link}, "cancel": {"href": link}});
        let (mpandco, canned) = holding(held.clone());
        let token = PayToken::new("canary", None);
        let confirmation = Confirmation::by_pay_token(ID, token, Pin::new("7391"));
        let error = mpandco.confirm_payment(&confirmation).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent, "{link}");
        assert_eq!(canned.sent().len(), 2, "{link}");

        if !link.contains("/cancel") {
            let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
            assert_eq!(error.outcome(), Outcome::NotSent, "{link}");
            assert_eq!(canned.sent().len(), 3, "{link}");
        }
    }
}
