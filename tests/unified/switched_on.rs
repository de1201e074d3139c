//! The default transport on a builder in which everything is switched on that it forbids.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../../crates/payments-kit/tests/support/mod.rs"]
mod support;

use payments_core::Operation;
use payments_kit::http::{HttpTransport, ReqwestTransport, TransportFailure};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, retry};
use support::{Server, Step, request, settings};

/// Retries, follows redirects, and decodes every encoding.
fn everything() -> ClientBuilder {
    let every = retry::for_host("127.0.0.1").no_budget();
    let every = every.classify_fn(|response| match response.status() {
        Some(status) if status.is_server_error() => response.retryable(),
        _ => response.success(),
    });
    Client::builder()
        .no_proxy()
        .retry(every)
        .redirect(Policy::limited(5))
        .referer(true)
        .gzip(true)
        .brotli(true)
        .deflate(true)
        .zstd(true)
}

fn transport(builder: ClientBuilder) -> ReqwestTransport {
    ReqwestTransport::from_builder(builder, settings()).unwrap()
}

#[tokio::test]
async fn the_builder_itself_does_what_is_forbidden() {
    let moved = Step::status("302 Found", "Location: /elsewhere\r\n", "");
    let steps = [Step::status("503 Unavailable", "", ""), moved];
    let server = Server::start(steps.into_iter().chain([Step::status("200 OK", "", "")])).await;
    let url = format!("http://{}/", server.address());
    let response = everything().build().unwrap().get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let requests = server.requests();
    assert_eq!(requests.len(), 3, "a retry and a redirect: {requests:?}");
    assert!(requests[0].contains("accept-encoding"), "{requests:?}");
}

#[tokio::test]
async fn a_lost_call_is_not_retried_by_reqwest() {
    let steps = vec![Step::status("503 Unavailable", "", "down"); 3];
    let server = Server::start(steps).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let response = transport(everything()).send(call).await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_returned() {
    let steps = vec![Step::status("307 Moved", "Location: /elsewhere\r\n", ""); 3];
    let server = Server::start(steps).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let response = transport(everything()).send(call).await.unwrap();
    assert_eq!(response.status(), 307);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn no_encoding_is_requested_or_decoded() {
    for encoding in ["gzip", "br", "deflate", "zstd"] {
        let header = format!("Content-Encoding: {encoding}\r\n");
        let server = Server::start([Step::status("200 OK", &header, "not encoded")]).await;
        let call = request(Operation::CREATE_PAYMENT, server.address());
        let response = transport(everything()).send(call).await.unwrap();
        assert_eq!(response.body(), b"not encoded", "{encoding}");
        assert!(
            !server.requests()[0].contains("accept-encoding"),
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn http_2_is_not_spoken() {
    let server = Server::start([Step::status("200 OK", "", "paid")]).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let http_2 = transport(everything().http2_prior_knowledge());
    let response = http_2.send(call).await.unwrap();
    assert_eq!(response.body(), b"paid");
    assert!(server.requests()[0].contains(" HTTP/1.1\r\n"));
}

#[tokio::test]
async fn the_limits_are_those_of_the_settings() {
    let server = Server::start([Step::close().kept_open()]).await;
    let call = request(Operation::CREATE_PAYMENT, server.address());
    let impatient = payments_kit::http::TransportSettings {
        total_timeout: std::time::Duration::from_millis(60),
        ..settings()
    };
    let patient = std::time::Duration::from_secs(600);
    let builder = everything().timeout(patient).read_timeout(patient);
    let transport = ReqwestTransport::from_builder(builder, impatient).unwrap();
    let error = transport.send(call).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Timeout);
}

#[tokio::test]
async fn the_default_transport_keeps_no_cookie_and_sends_no_referer() {
    let cookie = "Set-Cookie: session=1; Path=/\r\n";
    let server = Server::start(vec![Step::status("200 OK", cookie, "paid"); 2]).await;
    let transport = ReqwestTransport::new(settings()).unwrap();
    for _ in 0..2 {
        let call = request(Operation::CREATE_PAYMENT, server.address());
        transport.send(call).await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for forbidden in ["cookie:", "referer:"] {
        let sent = requests
            .iter()
            .any(|one| one.to_lowercase().contains(forbidden));
        assert!(!sent, "{forbidden}");
    }
}
