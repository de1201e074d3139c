//! The default transport against servers that misbehave: it must tell truthfully whether a request
//! can have arrived.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use payments_core::Operation;
use payments_core::redact::Secrets;
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, ReqwestTransport, TransportError,
    TransportFailure, TransportSettings,
};
use support::{
    Server, Step, assert_silent, losses, refusing, request, request_to, settings, texts,
};

async fn send(
    settings: TransportSettings,
    request: HttpRequest,
) -> Result<HttpResponse, TransportError> {
    let transport = ReqwestTransport::new(settings).unwrap();
    // Far longer than the short limits of these tests, and shorter than the defaults.
    tokio::time::timeout(Duration::from_secs(9), transport.send(request))
        .await
        .expect("no limit of time held")
}

/// The response of a server that takes one step, and what the server read.
async fn exchange(step: Step) -> (HttpResponse, Vec<String>) {
    let server = Server::start([step]).await;
    let request = request(Operation::CREATE_PAYMENT, server.address());
    let response = send(settings(), request).await.unwrap();
    (response, server.requests())
}

#[tokio::test]
async fn a_request_and_its_response_pass_unchanged() {
    let (response, requests) = exchange(Step::status("200 OK", "X-Own: 1\r\n", "paid")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-own"], "1");
    assert_eq!(response.body(), b"paid");

    let [request] = &requests[..] else {
        panic!("{requests:?}")
    };
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head.lines().collect();
    assert_eq!(lines.remove(0), "POST /ws/pay?card=querycanary HTTP/1.1");
    lines.retain(|line| !line.starts_with("host: "));
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "accept: */*",
            "authorization: Bearer bearercanary",
            "content-length: 15",
            "content-type: text/plain",
            concat!("user-agent: payments-kit/", env!("CARGO_PKG_VERSION")),
            "x-key: headercanary",
        ]
    );
    assert_eq!(body, "card=bodycanary");
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let (_socket, address) = refusing();
    let error = send(settings(), request(Operation::CREATE_PAYMENT, address))
        .await
        .unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Connect);
    assert_eq!(error.delivery(), Delivery::NotSent);
    assert_silent(&texts(&error), address);
}

#[tokio::test]
async fn a_failed_tls_handshake_sent_nothing() {
    let silence = Step::close().at_once().kept_open();
    let impatient = TransportSettings {
        connect_timeout: Duration::from_millis(60),
        ..settings()
    };
    for (step, settings) in [
        (
            Step::response("HTTP/1.1 400 Bad Request\r\n\r\n").at_once(),
            settings(),
        ),
        (Step::close().at_once(), settings()),
        (silence, impatient),
    ] {
        let server = Server::start([step]).await;
        let url = format!("https://{}/", server.address());
        let request = request_to(Operation::CREATE_PAYMENT, &url);
        let error = send(settings, request).await.unwrap_err();
        assert_eq!(error.failure(), TransportFailure::Connect);
        assert_eq!(error.delivery(), Delivery::NotSent);
        assert_silent(&texts(&error), server.address());
    }
}

#[tokio::test]
async fn a_query_that_is_no_text_is_not_sent() {
    let (_socket, address) = refusing();
    let query = payments_kit::http::SecretBytes::new(vec![0xFF]);
    let request = request(Operation::CREATE_PAYMENT, address).with_query(query, &Secrets::new());
    let error = send(settings(), request).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Unsendable);
    assert_eq!(error.delivery(), Delivery::NotSent);
}

#[tokio::test]
async fn a_request_whose_response_is_lost_may_have_arrived() {
    for loss in losses() {
        let server = Server::start([loss.step]).await;
        let request = request(Operation::CREATE_PAYMENT, server.address());
        let error = send(loss.settings, request).await.unwrap_err();
        assert_eq!(error.failure(), loss.failure, "{}: {error:?}", loss.name);
        assert_eq!(error.delivery(), Delivery::Possible, "{}", loss.name);
        if loss.arrives {
            assert_eq!(server.requests().len(), 1, "{}", loss.name);
        }
    }
}

#[tokio::test]
async fn the_texts_of_a_failure_show_neither_request_nor_server() {
    for loss in losses() {
        let server = Server::start([loss.step]).await;
        let request = request(Operation::CREATE_PAYMENT, server.address());
        let error = send(loss.settings, request).await.unwrap_err();
        assert_silent(&texts(&error), server.address());
    }
}

#[tokio::test]
async fn a_response_as_long_as_the_limit_is_read() {
    let full = "x".repeat(settings().max_response_bytes);
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{full}\r\n0\r\n\r\n");
    for step in [Step::status("200 OK", "", &full), Step::response(&chunked)] {
        let (response, _) = exchange(step).await;
        assert_eq!(response.body(), full.as_bytes());
    }
}

#[tokio::test]
async fn a_redirect_is_returned_and_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let elsewhere_at = elsewhere.local_addr().unwrap();
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let location = format!("Location: http://{elsewhere_at}/stolen\r\n");
        let (response, requests) = exchange(Step::status(status, &location, "")).await;
        assert!(status.starts_with(response.status().as_str()), "{status}");
        assert_eq!(requests.len(), 1, "{status}");
        // The kernel takes connections without us, so one would be here by now.
        let contact = elsewhere.accept().map(|_| ()).unwrap_err();
        assert_eq!(contact.kind(), ErrorKind::WouldBlock, "{status}");
    }
}

/// The server keeps its first connection open and never reads from it again, so a call on that one
/// would hang.
#[tokio::test]
async fn a_connection_that_idled_is_not_used_again() {
    let script = ["first", "second"].map(|body| Step::status("200 OK", "", body).kept_open());
    let server = Server::start(script).await;
    let transport = ReqwestTransport::new(settings()).unwrap();
    let call = || {
        let request = request(Operation::CREATE_PAYMENT, server.address());
        tokio::time::timeout(Duration::from_secs(30), transport.send(request))
    };
    let response = call().await.unwrap().unwrap();
    assert_eq!(response.body(), b"first");
    // The client measures how long a connection idles in real time.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let response = call().await.expect("a new connection").unwrap();
    assert_eq!(response.body(), b"second");
}

#[tokio::test]
async fn no_compression_is_requested_and_none_is_decoded() {
    let body = "not really gzip";
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        let header = format!("Content-Encoding: {encoding}\r\n");
        let (response, requests) = exchange(Step::status("200 OK", &header, body)).await;
        assert_eq!(response.body(), body.as_bytes(), "{encoding}");
        assert_eq!(response.headers()["content-encoding"], *encoding);
        assert!(!requests[0].to_lowercase().contains("accept-encoding"));
    }
}

/// Runs another test of this file in a process whose variables point at a proxy that is not there.
#[test]
fn the_proxy_variables_of_the_environment_have_no_effect() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let _entered = runtime.enter();
    let (_socket, address) = refusing();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "a_request_and_its_response_pass_unchanged"]);
    for variable in ["NO_PROXY", "no_proxy"] {
        child.env_remove(variable);
    }
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(variable, format!("http://{address}"));
    }
    let output = child.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("1 passed"), "{printed}");
}
