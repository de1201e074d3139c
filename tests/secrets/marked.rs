//! Every secret and every personal value that a request holds is in the list that travels with it:
//! a field that was written as a plain one is found here.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use http::header::AUTHORIZATION;
use payments_kit::http::HttpRequest;
use payments_testkit::Canned;
use provider_mpandco::TOKEN;
use provider_pagofacil::Encoding;
use serde_json::Value;
use url::form_urlencoded;

use crate::canaries::{
    ACCESS, BRANCH, CODE, ECHOED_PIN, PAY_TOKEN, REFRESH, SANDBOX, SECRET, USER, api_secret,
    number, personal,
};
use crate::{mpandco, pagofacil, watch};

/// The values in a request, decoded.
fn values(request: &HttpRequest) -> Vec<String> {
    let mut values = Vec::new();
    for bytes in [request.query().expose(), request.body().expose()] {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(document) => leaves(&document, &mut values),
            Err(_) => values.extend(form_urlencoded::parse(bytes).map(|(_, text)| text.into())),
        }
    }
    let bearer = request.headers().get(AUTHORIZATION);
    let bearer = bearer.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    values.extend(bearer.map(str::to_owned));
    values
}

fn leaves(document: &Value, values: &mut Vec<String>) {
    match document {
        Value::Object(members) => members.values().for_each(|value| leaves(value, values)),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, values)),
        Value::String(text) => values.push(text.clone()),
        _ => {}
    }
}

/// The canaries that were sent, and those of them that a request did not mark.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<(BTreeSet<String>, BTreeSet<String>)>>);

impl Seen {
    fn check(&self, request: &HttpRequest, canaries: &[String]) {
        let (sent, unmarked) = &mut *self.0.lock().unwrap();
        for value in values(request) {
            if canaries.contains(&value) {
                let operation = request.operation();
                if !request.secrets().contains(&value) {
                    unmarked.insert(format!("{operation}: {value}"));
                }
                sent.insert(value);
            }
        }
    }

    fn assert_all_sent_and_marked(&self, secrets: &[String]) {
        let (sent, unmarked) = &*self.0.lock().unwrap();
        assert!(
            unmarked.is_empty(),
            "written as plain values: {unmarked:#?}"
        );
        for secret in secrets {
            assert!(sent.contains(secret), "{secret} was never sent");
        }
    }
}

#[tokio::test]
async fn mpandco_marks_every_sensitive_value_that_it_sends() {
    watch::watch();
    let secrets = [SECRET, ACCESS, REFRESH, PAY_TOKEN, ECHOED_PIN, SANDBOX];
    let secrets: Vec<String> = secrets.map(str::to_owned).into();
    let canaries: Vec<String> = secrets.iter().cloned().chain(personal()).collect();
    let seen = Seen::default();
    let recorded = mpandco::responses();
    for status in [StatusCode::OK, StatusCode::UNAUTHORIZED] {
        let (seen, canaries, recorded) = (seen.clone(), canaries.clone(), recorded.clone());
        let respond = move |request: &HttpRequest| {
            seen.check(request, &canaries);
            if request.operation() == TOKEN {
                return Ok(mpandco::token());
            }
            let body = match status {
                StatusCode::OK => {
                    let recorded = &recorded[request.operation().name()];
                    // A request can be confirmed with a pay token and a PIN.
                    let billed = recorded.iter().find(|body| body["intent"] == "request");
                    billed.unwrap_or(&recorded[0]).to_string()
                }
                _ => r#"{"error":"invalid_grant","message":"expired"}"#.to_owned(),
            };
            Ok(Canned::response(status, "application/json", body))
        };
        mpandco::call_everything(&mpandco::client(Canned::with(respond))).await;
    }
    seen.assert_all_sent_and_marked(&secrets);
}

#[tokio::test]
async fn pagofacil_marks_every_sensitive_value_that_it_sends() {
    watch::watch();
    let secrets = [CODE, BRANCH, USER].map(str::to_owned);
    let secrets: Vec<String> = secrets
        .into_iter()
        .chain([number(), api_secret()])
        .collect();
    let canaries: Vec<String> = secrets.iter().cloned().chain(personal()).collect();
    for encoding in Encoding::ALL {
        let seen = Seen::default();
        let (watching, canaries) = (seen.clone(), canaries.clone());
        let respond = move |request: &HttpRequest| {
            watching.check(request, &canaries);
            Ok(Canned::response(
                StatusCode::OK,
                "text/plain",
                String::new(),
            ))
        };
        pagofacil::call_everything(&pagofacil::client(Canned::with(respond), encoding)).await;
        seen.assert_all_sent_and_marked(&secrets);
    }
}
