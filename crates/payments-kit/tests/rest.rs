//! Calls of a JSON service: violations before sending, refusals that need proof, and successes that
//! need it too.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{HeaderMap, Method, StatusCode};
use payments_core::{
    AttemptKey, DeclineReason, Environment, Error, ErrorKind, Operation, Outcome, ProviderName,
    Result, Violations,
};
use payments_kit::builder::Setup;
use payments_kit::http::{
    ClientConfig, Form, HttpRequest, HttpResponse, HttpTransport, JsonBody, SecretBytes,
    TransportError,
};
use payments_kit::rest::{Refusal, Refusals, RestCall, RestClient};
use serde::Deserialize;

const NAME: ProviderName = ProviderName::new("example");
const OPERATION: Operation = Operation::CREATE_PAYMENT;

const REFUSALS: Refusals = Refusals {
    read: |response| {
        #[derive(Deserialize)]
        struct Body {
            error: Refusal,
        }
        Some(response.json::<Body>().ok()?.error)
    },
    refused: &[
        (401, "unauthorized", ErrorKind::Credentials),
        (409, "used", ErrorKind::DuplicateReference),
    ],
    declined: &[
        (402, "", DeclineReason::Other),
        (402, "late", DeclineReason::Expired),
    ],
};

/// Returns one response to every request, and keeps the requests.
#[derive(Clone, Debug)]
struct Fixed {
    status: u16,
    body: &'static str,
    sent: Arc<Mutex<Vec<HttpRequest>>>,
}

#[async_trait]
impl HttpTransport for Fixed {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.sent.lock().unwrap().push(request);
        let status = StatusCode::from_u16(self.status).unwrap();
        let body = SecretBytes::new(self.body.as_bytes().to_vec());
        Ok(HttpResponse::new(status, HeaderMap::new(), body))
    }
}

fn service(status: u16, body: &'static str) -> (RestClient, Fixed) {
    let sent = Arc::default();
    let transport = Fixed { status, body, sent };
    let setup = Setup::new(NAME, Environment::Sandbox, "https://pay.example/v1")
        .with_client(ClientConfig::new().with_transport(transport.clone()));
    let endpoint = setup.build(&[], Violations::new()).unwrap();
    let key = "rest-key-canary".into();
    let rest = RestClient::new(endpoint, key, HttpRequest::with_bearer, REFUSALS);
    (rest, transport)
}

fn post(rest: &RestClient) -> RestCall<'_> {
    rest.call(OPERATION, Method::POST, &["payments"])
        .with_body(JsonBody::new())
        .resolved_by(Operation::FIND_PAYMENT, "ORDER-1")
}

async fn error(status: u16, body: &'static str) -> Error {
    let (rest, _) = service(status, body);
    let call = post(&rest).read(|_: serde_json::Value, evidence| evidence.supports("done"));
    call.await.unwrap_err()
}

#[tokio::test]
async fn only_a_documented_refusal_in_its_shape_proves_that_nothing_was_done() {
    const UNAUTHORIZED: &str = r#"{"error":{"code":"unauthorized","message":"no","field":null}}"#;
    const USED: &str = r#"{"error":{"code":"used","message":"m","field":"reference"}}"#;
    const LATE: &str = r#"{"error":{"code":"late","message":"m","field":null}}"#;
    let (rejected, unknown) = (Outcome::Rejected, Outcome::Unknown);
    for (status, body, kind, outcome) in [
        (401, UNAUTHORIZED, ErrorKind::Credentials, rejected),
        (409, USED, ErrorKind::DuplicateReference, rejected),
        (402, LATE, ErrorKind::Declined, rejected),
        // The code of another status, pages of gateways, and a success that is none.
        (403, UNAUTHORIZED, ErrorKind::UnreadableResponse, unknown),
        (500, UNAUTHORIZED, ErrorKind::UnreadableResponse, unknown),
        (401, "<html>login</html>", ErrorKind::Unavailable, unknown),
        (502, "", ErrorKind::Unavailable, unknown),
        (200, "<html>", ErrorKind::UnreadableResponse, unknown),
    ] {
        let error = error(status, body).await;
        let found = (error.kind(), error.outcome());
        assert_eq!(found, (kind, outcome), "{status} {body}");
        // Only what has to be looked up names how.
        let needed = outcome == unknown || kind == ErrorKind::DuplicateReference;
        assert_eq!(error.recourse().is_some(), needed, "{status} {body}");
    }
    let used = error(409, USED).await;
    assert_eq!(used.violations()[0].field(), "reference");
    let late = error(402, LATE).await;
    let reason = late.decline().map(|decline| decline.reason);
    assert_eq!(reason, Some(DeclineReason::Other), "the first entry counts");
}

#[tokio::test]
async fn a_success_needs_evidence() {
    let (rest, transport) = service(201, r#""pay-1""#);
    let none = post(&rest).read(|id: String, _| id).await.unwrap_err();
    assert_eq!(none.outcome(), Outcome::Unknown);
    assert!(none.recourse().is_some());
    let read = |id: String, evidence: &mut payments_core::evidence::Evidence| {
        evidence.supports("there is an id");
        id
    };
    assert_eq!(post(&rest).read(read).await.unwrap(), "pay-1");
    let request = transport.sent.lock().unwrap()[0].clone();
    assert_eq!(request.headers()["authorization"], "Bearer rest-key-canary");
    assert!(!format!("{rest:?}").contains("canary"));
}

#[tokio::test]
async fn every_violation_is_reported_before_anything_is_sent() {
    let (rest, transport) = service(200, "{}");
    let call = rest
        .call(OPERATION, Method::POST, &["payments", ".."])
        .checked(|violations| violations.push("amount", "is wrong"));
    let error = call.read(|_: String, _| ()).await.unwrap_err();
    let call = post(&rest).with_key("x-key", Some(&AttemptKey::new("a\nb")));
    let key = call.read(|_: String, _| ()).await.unwrap_err();
    let fields = |error: &Error| {
        let violations = error.violations().iter();
        let fields: Vec<_> = violations.map(|one| one.field().to_owned()).collect();
        (error.kind(), error.outcome(), fields.join(" "))
    };
    let invalid = |fields: &str| {
        let (kind, outcome) = (ErrorKind::InvalidRequest, Outcome::NotSent);
        (kind, outcome, fields.to_owned())
    };
    assert_eq!(fields(&error), invalid("id amount"));
    assert_eq!(fields(&key), invalid("attempt_key"));
    assert!(transport.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_id_stays_one_segment_and_a_query_and_a_key_are_sent() {
    use payments_kit::http::Fields as _;

    let (rest, transport) = service(200, "{}");
    let mut query = Form::new();
    query.field("reference", "A&b");
    let call = rest
        .call(OPERATION, Method::GET, &["payments", "1/refunds?x"])
        .with_query(query)
        .with_key("x-key", Some(&AttemptKey::new("k-1")));
    call.read(|_: serde_json::Value, evidence| evidence.supports("done"))
        .await
        .unwrap();
    let request = transport.sent.lock().unwrap()[0].clone();
    let url = "https://pay.example/v1/payments/1%2Frefunds%3Fx";
    assert_eq!(request.url().as_str(), url);
    assert_eq!(request.query().expose(), b"reference=A%26b");
    assert_eq!(request.headers()["x-key"], "k-1");
}
