//! What the tests of the transport and the client share.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses a part of it"
)]

mod server;

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderName, HeaderValue};
use payments_core::redact::Secrets;
use payments_core::{Clock, Operation, ProviderName, Randomness};
use payments_kit::http::{
    BaseUrl, Body, ClientConfig, HttpClient, HttpRequest, SecretBytes, TransportFailure,
    TransportSettings,
};
use secrecy::SecretString;
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) use server::{Server, Step, refusing};

pub(crate) const EXAMPLE: ProviderName = ProviderName::new("example");

/// What every request of these tests holds, and no text may show. The canaries are short words,
/// so that masking long ones cannot hide a leak.
pub(crate) const CANARIES: [&str; 4] =
    ["querycanary", "bodycanary", "bearercanary", "headercanary"];

/// A request of an operation with a canary in every place that can hold a secret.
pub(crate) fn request(operation: Operation, server: SocketAddr) -> HttpRequest {
    request_to(operation, &format!("http://{server}/ws/pay"))
}

pub(crate) fn request_to(operation: Operation, url: &str) -> HttpRequest {
    let body = SecretBytes::new(b"card=bodycanary".to_vec());
    let body = Body::new("text/plain", body, Secrets::new());
    let query = SecretBytes::new(b"card=querycanary".to_vec());
    HttpRequest::post(operation, url.parse().unwrap(), body)
        .with_query(query, &Secrets::new())
        .with_bearer(&SecretString::from("bearercanary"))
        .with_header(
            HeaderName::from_static("x-key"),
            HeaderValue::from_static("headercanary"),
        )
}

/// Display, Debug and the chain of causes of an error.
pub(crate) fn texts(error: &dyn Error) -> String {
    let mut texts = format!("{error}\n{error:?}\n{error:#?}");
    let mut next = error.source();
    while let Some(cause) = next {
        texts.push_str(&format!("\n{cause}\n{cause:?}"));
        next = cause.source();
    }
    texts
}

/// Fails if a text shows a canary or the server.
pub(crate) fn assert_silent(text: &str, server: SocketAddr) {
    let port = server.port().to_string();
    let server = server.ip().to_string();
    for secret in CANARIES.into_iter().chain([&*port, &*server]) {
        assert!(!text.contains(secret), "{secret} is in:\n{text}");
    }
}

/// Small limits, and no limit of time that a slow machine could run into.
pub(crate) fn settings() -> TransportSettings {
    TransportSettings {
        max_response_bytes: 100,
        ..TransportSettings::default()
    }
}

/// A way to lose the response to a request that may have arrived.
pub(crate) struct Loss {
    pub(crate) name: &'static str,
    pub(crate) step: Step,
    pub(crate) settings: TransportSettings,
    pub(crate) failure: TransportFailure,
    /// Whether the server surely read the full request before the response was lost.
    pub(crate) arrives: bool,
}

/// Every way to lose a response on an established connection.
pub(crate) fn losses() -> Vec<Loss> {
    use TransportFailure::{Broken, Timeout, TooLarge};

    let short = Duration::from_millis(60);
    let impatient = TransportSettings {
        total_timeout: short,
        ..settings()
    };
    let restless = TransportSettings {
        read_timeout: short,
        ..settings()
    };
    let head = |rest: &str| Step::response(&format!("HTTP/1.1 200 OK\r\n{rest}"));
    let chunk = format!("40\r\n{}\r\n", "x".repeat(0x40));
    let echo = "bodycanary querycanary bearercanary headercanary";
    let loss = |name, step, settings, failure, arrives| Loss {
        name,
        step,
        settings,
        failure,
        arrives,
    };
    vec![
        loss(
            "closed unread",
            Step::close().at_once(),
            settings(),
            Broken,
            false,
        ),
        loss(
            "closed without a response",
            Step::close(),
            settings(),
            Broken,
            true,
        ),
        loss(
            "reset without a response",
            Step::close().with_reset(),
            settings(),
            Broken,
            true,
        ),
        loss(
            "no HTTP",
            Step::response(&format!("{echo}\r\n\r\n")),
            settings(),
            Broken,
            true,
        ),
        loss(
            "a broken header",
            head(&format!("{echo}\r\n\r\n")),
            settings(),
            Broken,
            true,
        ),
        loss(
            "cut inside the head",
            head("Content-Le"),
            settings(),
            Broken,
            true,
        ),
        loss(
            "cut inside the body",
            head("Content-Length: 50\r\n\r\nshort"),
            settings(),
            Broken,
            true,
        ),
        loss(
            "cut inside a chunk",
            head("Transfer-Encoding: chunked\r\n\r\n40\r\nshort"),
            settings(),
            Broken,
            true,
        ),
        loss(
            "cut between chunks",
            head(&format!("Transfer-Encoding: chunked\r\n\r\n{chunk}")),
            settings(),
            Broken,
            true,
        ),
        loss(
            "too long by its length",
            head(&format!("Content-Length: 101\r\n\r\n{}", "x".repeat(101))),
            settings(),
            TooLarge,
            true,
        ),
        loss(
            "too long in chunks",
            head(&format!(
                "Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n"
            )),
            settings(),
            TooLarge,
            true,
        ),
        loss(
            "too long until the end",
            head(&format!("\r\n{}", "x".repeat(101))),
            settings(),
            TooLarge,
            true,
        ),
        loss(
            "silence",
            Step::close().kept_open(),
            impatient,
            Timeout,
            false,
        ),
        loss(
            "silence between reads",
            Step::close().kept_open(),
            restless,
            Timeout,
            false,
        ),
        loss(
            "silence inside the body",
            head("Content-Length: 50\r\n\r\nshort").kept_open(),
            restless,
            Timeout,
            false,
        ),
    ]
}

/// A clock that never waits and records the waits.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordingClock(Arc<Mutex<Vec<Duration>>>);

impl RecordingClock {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

#[async_trait]
impl Clock for RecordingClock {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-01-05 10:00:00 UTC)
    }

    async fn sleep(&self, duration: Duration) {
        self.0.lock().unwrap().push(duration);
    }
}

/// A source that returns the same number every time.
#[derive(Debug)]
pub(crate) struct Always(pub(crate) u64);

impl Randomness for Always {
    fn next(&self) -> u64 {
        self.0
    }
}

/// A client with the default policy (three attempts) that waits on the clock given.
pub(crate) fn client(settings: TransportSettings, clock: &RecordingClock) -> HttpClient {
    let config = ClientConfig::new().with_settings(settings);
    with_clock(config, clock)
}

pub(crate) fn with_clock(config: ClientConfig, clock: &RecordingClock) -> HttpClient {
    let here = BaseUrl::parse("http://127.0.0.1/").unwrap();
    config
        .with_clock(clock.clone())
        .with_randomness(Always(150))
        .build(EXAMPLE, &here)
        .unwrap()
}
