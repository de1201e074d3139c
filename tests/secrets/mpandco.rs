//! mPandco when it echoes the request: every operation, any response.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::StatusCode;
use payments_core::{
    Callback, Confirmation, Expected, PageRequest, PayToken, PaymentId, PaymentProvider,
    PayoutProvider, Pin,
};
use payments_kit::http::{ClientConfig, HttpRequest, HttpResponse};
use payments_sim::SimClock;
use payments_testkit::{Canned, Fixture};
use payments_tests::matrix::clients;
use provider_mpandco::model::WalletPaymentId;
use provider_mpandco::{Credentials, Mpandco, TOKEN};
use secrecy::SecretString;
use serde_json::Value;
use time::macros::datetime;

use crate::canaries::{ACCESS, ECHOED_PIN, PAY_TOKEN, REFRESH, SANDBOX, SECRET, personal};
use crate::{pagofacil, watch};

/// How many of an operation's recorded responses are tampered with.
const RESPONSES: usize = 4;
/// The step from one of them to the next, so that different states of a payment are covered.
const STEP: usize = 7;

pub(crate) fn client(transport: Canned) -> Mpandco {
    Mpandco::sandbox(Credentials::new("id", SECRET))
        .with_client(
            ClientConfig::new()
                .with_transport(transport)
                .with_clock(SimClock::fixed(datetime!(2021-05-19 22:26:34 UTC))),
        )
        .with_search_limit(2)
        .build()
        .unwrap()
}

/// The intent of the recorded responses.
const INTENT: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";

/// Every operation, with what each came to.
pub(crate) async fn call_everything(client: &Mpandco) -> String {
    let (id, first) = (PaymentId::new(INTENT), PageRequest::first());
    let sale = clients::sale("ORDER-1");
    let confirmation = Confirmation::by_payer(INTENT, "77");
    let token = PayToken::new(PAY_TOKEN, None);
    let at_the_till = Confirmation::by_pay_token(INTENT, token, Pin::new(ECHOED_PIN));
    let amount = sale.amount().money().unwrap();
    let expected = Expected::new(INTENT, "ORDER-1", amount);
    let returned = format!("https://shop.example/?paymentIntent={INTENT}&payerId=77");
    let returned = Callback::browser_return(returned.parse().unwrap());
    let wallet_payment = WalletPaymentId::new(INTENT);
    let (tools, sandbox) = (client.sandbox_tools().unwrap(), SecretString::from(SANDBOX));
    let codes = tools.affiliation_codes(&sandbox).await;
    watch::print(&codes);
    [
        watch::result(&client.create_payment(&sale).await),
        watch::result(&client.create_transactions(&[sale]).await),
        watch::result(&client.confirm_payment(&confirmation).await),
        watch::result(&client.confirm_payment(&at_the_till).await),
        watch::result(&client.settle(&expected, Some(&returned)).await),
        watch::result(&client.void_payment(&id).await),
        watch::result(&client.send_payout(&clients::payout("PAYOUT-1")).await),
        watch::result(&client.get_payment(&id).await),
        watch::result(&client.find_payment(&"ORDER-1".into()).await),
        watch::result(&client.list_payments(&first).await),
        watch::result(&client.get_intent(&id).await),
        watch::result(&client.get_wallet_payment(&wallet_payment).await),
        watch::result(&client.list_wallet_payments(&first).await),
        watch::result(&client.check_credentials().await),
        watch::result(&tools.authorize_intent(&sandbox, &id).await),
        watch::result(&codes.map(drop)),
    ]
    .join("\n")
}

/// What this request bears: a service knows no more of its caller.
fn values_in(request: &HttpRequest) -> Vec<String> {
    let sent = pagofacil::sent(request);
    let secrets = [SECRET, ACCESS, REFRESH, PAY_TOKEN, ECHOED_PIN, SANDBOX];
    let headers = request.headers().values();
    let headers: Vec<String> = headers
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    let known = secrets.map(str::to_owned).into_iter().chain(personal());
    let mut sent_values: Vec<String> = known
        .filter(|text| {
            let escaped = text.replace(' ', "+").replace('@', "%40");
            let is_in = |sent: &str| sent.contains(text) || sent.contains(&escaped);
            is_in(&sent) || headers.iter().any(|header| is_in(header))
        })
        .collect();
    sent_values.push(sent);
    sent_values
}

pub(crate) fn token() -> HttpResponse {
    let body =
        format!(r#"{{"access_token":"{ACCESS}","expires_in":3600,"refresh_token":"{REFRESH}"}}"#);
    Canned::response(StatusCode::OK, "application/json", body)
}

fn json(status: u16, body: &Value) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    Canned::response(status, "application/json", body.to_string())
}

#[tokio::test]
async fn refusals_that_echo_the_request_print_no_secret() {
    watch::watch();
    for status in [302, 400, 401, 403, 404, 405, 418, 429, 500, 503] {
        for place in 0..8 {
            for of_token in [false, true] {
                let refusing = move |request: &HttpRequest| {
                    if request.operation() == TOKEN && !of_token {
                        return Ok(token());
                    }
                    let sent_values = values_in(request);
                    let said = &sent_values[place % sent_values.len()];
                    let said = format!("no: '{said}'");
                    Ok(json(
                        status,
                        &serde_json::json!({
                            "error": said, "error_description": said, "message": said,
                            "errors": {"errors": [said], "children": {
                                "pin": {"errors": [said]}, "transactions": {"children": [
                                    {"children": {"amount": {"errors": [said]}}}]}}},
                        }),
                    ))
                };
                let all = call_everything(&client(Canned::with(refusing))).await;
                assert!(!all.contains("Ok(Payment"), "{all}");
            }
        }
    }
    watch::check();
}

/// What the service responses to an operation when all is well.
pub(crate) fn responses() -> BTreeMap<String, Vec<Value>> {
    let mut responses: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for fixture in Fixture::all().unwrap() {
        let name: Vec<&str> = fixture.name().split('/').collect();
        let document = serde_json::from_slice(fixture.response_body());
        if let (["mpandco", operation, _], true, Ok(document)) =
            (&*name, fixture.status().is_success(), document)
        {
            let mut document: Value = document;
            if document.get("id").is_some() {
                document["id"] = INTENT.into();
            }
            // The receiver of the payout that is sent.
            if document.get("identification_number").is_some() {
                document["identification_number"] = "V19731397".into();
            }
            responses
                .entry((*operation).to_owned())
                .or_default()
                .push(document);
        }
    }
    responses
}

/// The names of the members that are texts.
fn names(document: &Value, names: &mut BTreeSet<String>) {
    match document {
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_string() {
                    names.insert(name.clone());
                }
                self::names(member, names);
            }
        }
        Value::Array(list) => list.iter().for_each(|member| self::names(member, names)),
        _ => {}
    }
}

/// Makes every text with this name say something else.
fn tamper(document: &mut Value, tampered: &str, said: &str) {
    match document {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == tampered => *text = said.to_owned(),
                    member => tamper(member, tampered, said),
                }
            }
        }
        Value::Array(list) => {
            for member in list {
                tamper(member, tampered, said);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn responses_that_echo_the_request_in_any_member_print_no_secret() {
    watch::watch();
    let responses = Arc::new(responses());
    let mut members = BTreeSet::new();
    responses
        .values()
        .flatten()
        .for_each(|document| names(document, &mut members));
    let mut all = String::new();
    for member in members {
        for turn in 0..RESPONSES {
            let (responses, member) = (responses.clone(), member.clone());
            let echoing = move |request: &HttpRequest| {
                if request.operation() == TOKEN {
                    return Ok(token());
                }
                let responses = &responses[request.operation().name()];
                let mut response = responses[STEP * turn % responses.len()].clone();
                // A PIN in a response cannot be told from a year or an amount, and an account as
                // the id of a payout from any other number.
                let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
                let mut sent_values = values_in(request);
                sent_values.pop();
                let is_word = ["intent", "state", "status"].contains(&member.as_str());
                sent_values.retain(|text| is_word || !is_number(text));
                tamper(&mut response, &member, &sent_values.join(" "));
                Ok(json(200, &response))
            };
            all.push_str(&call_everything(&client(Canned::with(echoing))).await);
        }
    }
    for result in [
        "Ok(Payment {",
        "Ok(Intent {",
        "Ok(Payout {",
        "Ok(Page {",
        "Ok(WalletPayment {",
    ] {
        assert!(all.contains(result), "nothing came to {result}");
    }
    watch::check();
}
