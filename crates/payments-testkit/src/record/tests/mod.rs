//! Tests of recording, from a transport to a folder and back.

mod catalog;
mod refusing;
mod saving;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use payments_core::Operation;
use payments_core::redact::Secrets;
use payments_kit::http::{Body, HttpRequest, HttpResponse, HttpTransport, SecretBytes};
use tempfile::TempDir;
use time::macros::date;
use url::Url;

use crate::{Canned, RecordError, Recorder};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn card() -> String {
    ["4111", "1111"].concat().repeat(2)
}

fn token() -> String {
    "a1B2".repeat(8)
}

fn get(path_and_query: &str) -> HttpRequest {
    let url = Url::parse("https://pay.example/ws/").unwrap();
    HttpRequest::get(Operation::GET_PAYMENT, url.join(path_and_query).unwrap())
}

fn post(content_type: &'static str, body: &str) -> HttpRequest {
    post_to("pay", content_type, body)
}

fn post_to(path: &str, content_type: &'static str, body: &str) -> HttpRequest {
    let url = Url::parse("https://pay.example/ws/").unwrap();
    let url = url.join(path).unwrap();
    let body = SecretBytes::new(body.as_bytes().to_vec());
    let body = Body::new(content_type, body, Secrets::new());
    HttpRequest::post(Operation::CREATE_PAYMENT, url, body)
}

fn with_header(request: HttpRequest, name: &'static str, value: &str) -> HttpRequest {
    request.with_header(
        HeaderName::from_static(name),
        HeaderValue::from_str(value).unwrap(),
    )
}

fn response(content_type: &'static str, body: &str) -> HttpResponse {
    Canned::response(StatusCode::OK, content_type, body)
}

fn response_with_header(name: &'static str, value: &str) -> HttpResponse {
    let value = HeaderValue::from_str(value).unwrap();
    let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value)]);
    HttpResponse::new(StatusCode::OK, headers, SecretBytes::default())
}

/// A recorder that is through with these exchanges.
async fn recorder(exchanges: Vec<(HttpRequest, HttpResponse)>) -> Recorder {
    let (requests, responses): (Vec<_>, Vec<_>) = exchanges.into_iter().unzip();
    let mut responses = responses.into_iter();
    let live = Canned::with(move |_| Ok(responses.next().unwrap()));
    let recorder = Recorder::new(live, date!(2026 - 03 - 01));
    for request in requests {
        recorder.send(request).await.unwrap();
    }
    recorder
}

/// What is found in an exchange. Nothing may be written then, and the error must not quote any of
/// the planted values.
async fn refused(request: HttpRequest, response: HttpResponse, planted: &[&str]) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let recorder = recorder(vec![(request, response)]).await;
    let error = recorder.save(folder.path(), "shop", "case").unwrap_err();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    for text in [
        error.to_string(),
        format!("{error:?}"),
        format!("{recorder:?}"),
    ] {
        for value in planted {
            assert!(!text.contains(value), "{text}");
        }
    }
    match error {
        RecordError::Unsafe { findings } => findings.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}
