//! The client against servers that misbehave: what it repeats, after which wait, and what its
//! errors say about the money.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, StatusCode};
use payments_core::{AttemptKey, CallOptions, Clock, Error, ErrorKind, Operation, Outcome};
use payments_kit::http::{
    BaseUrl, ClientConfig, Delivery, HttpRequest, HttpResponse, HttpTransport, RetryPolicy,
    SecretBytes, TransportError, TransportFailure, TransportSettings,
};
use time::OffsetDateTime;

use support::{
    EXAMPLE, RecordingClock, Server, Step, assert_silent, client, losses, refusing, request,
    settings, texts, with_clock,
};

const MONEY: Operation = Operation::CREATE_PAYMENT;
const READ: Operation = Operation::GET_PAYMENT;

/// The waits before the second and the third attempt, with a fixed jitter.
const WAITS: [Duration; 2] = [Duration::from_millis(150); 2];
const NO_WAITS: [Duration; 0] = [];

fn kind_of(failure: TransportFailure) -> ErrorKind {
    match failure {
        TransportFailure::Timeout => ErrorKind::Timeout,
        TransportFailure::TooLarge => ErrorKind::UnreadableResponse,
        _ => ErrorKind::Network,
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_even_for_a_call_that_moves_money() {
    let (_socket, address) = refusing();
    for operation in [MONEY, READ] {
        let clock = RecordingClock::default();
        let error = client(settings(), &clock)
            .send(request(operation, address))
            .await
            .unwrap_err();
        assert_eq!(clock.waits(), WAITS);
        assert_eq!(error.provider(), EXAMPLE);
        assert_eq!(error.operation(), operation);
        assert_eq!(error.kind(), ErrorKind::Network);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.is_safe_to_repeat());
        assert_silent(&texts(&error), address);
    }
}

#[tokio::test]
async fn a_policy_decides_how_often_a_refused_connection_is_tried() {
    let (_socket, address) = refusing();
    for attempts in [1, 2, 5] {
        let retry = RetryPolicy {
            max_attempts: attempts,
            ..RetryPolicy::default()
        };
        let clock = RecordingClock::default();
        let client = with_clock(
            ClientConfig::new()
                .with_retry(retry)
                .with_settle_time(Duration::from_hours(1)),
            &clock,
        );
        client.send(request(MONEY, address)).await.unwrap_err();
        assert_eq!(clock.waits().len() + 1, attempts as usize);
    }
}

#[tokio::test]
async fn a_lost_response_ends_a_call_that_moves_money() {
    for loss in losses() {
        let server = Server::start([loss.step]).await;
        let clock = RecordingClock::default();
        let error = client(loss.settings, &clock)
            .send(request(MONEY, server.address()))
            .await
            .unwrap_err();
        assert_eq!(clock.waits(), NO_WAITS, "{}", loss.name);
        assert_eq!(error.kind(), kind_of(loss.failure), "{}", loss.name);
        assert_eq!(error.outcome(), Outcome::Unknown, "{}", loss.name);
        assert!(!error.is_safe_to_repeat(), "{}", loss.name);
        if loss.arrives {
            assert_eq!(server.requests().len(), 1, "{}", loss.name);
        }
        assert_silent(&texts(&error), server.address());
    }
}

#[tokio::test]
async fn a_call_whose_repetition_is_refused_is_sent_once() {
    for loss in losses() {
        let server = Server::start([loss.step]).await;
        let clock = RecordingClock::default();
        let once = request(READ, server.address()).with_repetition_refused();
        let error = client(loss.settings, &clock).send(once).await.unwrap_err();
        assert_eq!(clock.waits(), NO_WAITS, "{}", loss.name);
        assert_eq!(error.outcome(), Outcome::Unknown, "{}", loss.name);
    }
}

#[tokio::test]
async fn a_call_that_reads_is_repeated_after_a_lost_response() {
    for loss in losses() {
        let server = Server::start(vec![loss.step; 3]).await;
        let clock = RecordingClock::default();
        let error = client(loss.settings, &clock)
            .send(request(READ, server.address()))
            .await
            .unwrap_err();
        // A response that is too long will be too long again.
        let again = loss.failure != TransportFailure::TooLarge;
        let waits = if again { &WAITS[..] } else { &NO_WAITS[..] };
        assert_eq!(clock.waits(), waits, "{}", loss.name);
        assert_eq!(error.kind(), kind_of(loss.failure), "{}", loss.name);
        assert_eq!(error.outcome(), Outcome::Unknown, "{}", loss.name);
        assert!(error.is_safe_to_repeat(), "{}", loss.name);
        if loss.arrives {
            let attempts = if again { 3 } else { 1 };
            assert_eq!(server.requests().len(), attempts, "{}", loss.name);
        }
        assert_silent(&texts(&error), server.address());
    }
}

#[tokio::test]
async fn a_call_that_reads_succeeds_once_a_response_comes() {
    let script = [
        Step::close(),
        Step::close(),
        Step::status("200 OK", "", "here"),
    ];
    let server = Server::start(script).await;
    let clock = RecordingClock::default();
    let response = client(settings(), &clock)
        .send(request(READ, server.address()))
        .await
        .unwrap();
    assert_eq!(response.body(), b"here");
    assert_eq!(server.requests().len(), 3);
    assert_eq!(clock.waits(), WAITS);
}

#[tokio::test]
async fn a_retry_after_is_obeyed_to_the_second_by_a_call_that_reads() {
    for (asked, wait) in [
        ("1", Duration::from_secs(1)),
        ("Mon, 05 Jan 2026 10:00:09 GMT", Duration::from_secs(9)),
    ] {
        let header = format!("Retry-After: {asked}\r\n");
        let script = [
            Step::status("503 Unavailable", &header, "later"),
            Step::status("200 OK", "", "here"),
        ];
        let server = Server::start(script).await;
        let clock = RecordingClock::default();
        let response = client(settings(), &clock)
            .send(request(READ, server.address()))
            .await
            .unwrap();
        assert_eq!(response.body(), b"here");
        assert_eq!(clock.waits(), [wait]);
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_retry_after_does_not_repeat_a_call_that_moves_money() {
    for status in ["503 Unavailable", "429 Too Many Requests"] {
        let later = Step::status(status, "Retry-After: 1\r\n", "later");
        let server = Server::start([later, Step::status("200 OK", "", "here")]).await;
        let clock = RecordingClock::default();
        let response = client(settings(), &clock)
            .send(request(MONEY, server.address()))
            .await
            .unwrap();
        assert!(status.starts_with(response.status().as_str()));
        assert_eq!(response.body(), b"later");
        assert_eq!(clock.waits(), NO_WAITS);
        assert_eq!(server.requests().len(), 1);
    }
}

/// How an attempt ends: a status, or no response.
type Ending = Result<u16, (TransportFailure, Delivery)>;

/// Returns scripted results in order, without a network.
#[derive(Clone, Debug)]
struct Scripted(Arc<Mutex<Vec<Ending>>>);

#[async_trait]
impl HttpTransport for Scripted {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        match self.0.lock().unwrap().remove(0) {
            Ok(status) => Ok(HttpResponse::new(
                StatusCode::from_u16(status).unwrap(),
                HeaderMap::new(),
                SecretBytes::default(),
            )),
            Err((failure, delivery)) => Err(TransportError::new(failure, delivery)),
        }
    }
}

const REFUSED: (TransportFailure, Delivery) = (TransportFailure::Connect, Delivery::NotSent);
const LOST: (TransportFailure, Delivery) = (TransportFailure::Broken, Delivery::Possible);
const UNSENDABLE: (TransportFailure, Delivery) = (TransportFailure::Unsendable, Delivery::NotSent);

/// The result of a call whose attempts end so, and how many of them were made.
async fn ended(operation: Operation, attempts: &[Ending]) -> (Result<u16, Error>, usize) {
    let transport = Scripted(Arc::new(Mutex::new(attempts.to_vec())));
    let config = ClientConfig::new().with_transport(transport.clone());
    let client = with_clock(config, &RecordingClock::default());
    let (_socket, address) = refusing();
    let result = client.send(request(operation, address)).await;
    let made = attempts.len() - transport.0.lock().unwrap().len();
    (result.map(|response| response.status().as_u16()), made)
}

#[tokio::test]
async fn a_call_that_moves_money_is_repeated_until_something_was_sent() {
    let (result, made) = ended(MONEY, &[Err(REFUSED), Ok(200), Ok(500)]).await;
    assert_eq!((result.unwrap(), made), (200, 2));
    let (result, made) = ended(MONEY, &[Err(REFUSED), Err(LOST), Ok(200)]).await;
    assert_eq!((result.unwrap_err().outcome(), made), (Outcome::Unknown, 2));
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_is_not_tried_again() {
    for operation in [MONEY, READ] {
        let (result, made) = ended(operation, &[Err(UNSENDABLE), Ok(200)]).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), made), (ErrorKind::Configuration, 1));
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

#[tokio::test]
async fn nothing_was_sent_only_if_no_attempt_sent_anything() {
    for sent in [Err(LOST), Ok(503)] {
        let (result, made) = ended(READ, &[sent, Err(REFUSED), Err(REFUSED)]).await;
        assert_eq!((result.unwrap_err().outcome(), made), (Outcome::Unknown, 3));
    }
}

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

#[tokio::test]
async fn a_keyed_call_that_moves_money_is_repeated_after_a_lost_response_with_the_same_key() {
    let lost = Step::close();
    let server = Server::start([lost, Step::status("200 OK", "", "here")]).await;
    let client = client(settings(), &RecordingClock::default());
    let keyed = client
        .with_key(request(MONEY, server.address()), KEY, None)
        .unwrap();
    assert_eq!(client.send(keyed).await.unwrap().body(), b"here");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0], requests[1]);
    assert!(requests[0].contains("idempotency-key: "));
}

#[tokio::test]
async fn a_keyed_call_that_moves_money_is_not_repeated_after_a_response() {
    for status in [
        "500 Error",
        "503 Unavailable",
        "429 Too Many Requests",
        "408 Timeout",
    ] {
        let later = Step::status(status, "Retry-After: 0\r\n", "later");
        let server = Server::start([later, Step::status("200 OK", "", "here")]).await;
        let client = client(settings(), &RecordingClock::default());
        let keyed = client
            .with_key(request(MONEY, server.address()), KEY, None)
            .unwrap();
        assert_eq!(client.send(keyed).await.unwrap().body(), b"later");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn only_a_key_of_the_caller_makes_a_lost_call_safe_to_repeat() {
    let key = AttemptKey::new("attempt-1");
    for (key, is_safe) in [(Some(&key), true), (None, false)] {
        let server = Server::start(vec![Step::close(); 3]).await;
        let client = client(settings(), &RecordingClock::default());
        let keyed = client
            .with_key(request(MONEY, server.address()), KEY, key)
            .unwrap();
        let error = client.send(keyed).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.is_safe_to_repeat(), is_safe);
        assert_eq!(server.requests().len(), 3);
    }
    let (_socket, address) = refusing();
    let bad = AttemptKey::new("line\nbreak");
    let client = client(settings(), &RecordingClock::default());
    let error = client
        .with_key(request(MONEY, address), KEY, Some(&bad))
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations()[0].field(), "attempt_key");
}

/// A clock on which the time of a call passes while its request is under way.
#[derive(Clone, Debug)]
struct Impatient(Duration);

#[async_trait]
impl Clock for Impatient {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }

    async fn sleep(&self, duration: Duration) {
        if duration != self.0 {
            std::future::pending::<()>().await;
        }
    }
}

/// Never responds.
#[derive(Debug)]
struct Silent(Option<TransportError>);

#[async_trait]
impl HttpTransport for Silent {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        match &self.0 {
            Some(error) => Err(TransportError::new(error.failure(), error.delivery())),
            None => std::future::pending().await,
        }
    }
}

#[tokio::test]
async fn a_call_timeout_ends_an_attempt_and_a_wait() {
    let timeout = Duration::from_secs(7);
    let refused = TransportError::new(TransportFailure::Connect, Delivery::NotSent);
    for (transport, outcome) in [
        (Silent(None), Outcome::Unknown),
        (Silent(Some(refused)), Outcome::NotSent),
    ] {
        let client = ClientConfig::new()
            .with_transport(Arc::new(transport))
            .with_clock(Impatient(timeout))
            .with_call_timeout(timeout)
            .build(EXAMPLE, &BaseUrl::parse("http://127.0.0.1/").unwrap())
            .unwrap();
        let (_socket, address) = refusing();
        let error = client.send(request(MONEY, address)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.outcome(), outcome);
        assert_silent(&texts(&error), address);
    }
}

#[tokio::test]
async fn the_timeout_of_a_call_ends_its_requests_and_the_shorter_one_counts() {
    let seconds = Duration::from_secs;
    for (of_client, of_call) in [(None, 7), (Some(20), 7), (Some(7), 20)] {
        let config = ClientConfig::new()
            .with_transport(Arc::new(Silent(None)))
            .with_clock(Impatient(seconds(7)));
        let config = match of_client {
            Some(of_client) => config.with_call_timeout(seconds(of_client)),
            None => config,
        };
        let here = BaseUrl::parse("http://127.0.0.1/").unwrap();
        let client = config.build(EXAMPLE, &here).unwrap();
        let (_socket, address) = refusing();
        let options = CallOptions::new().with_timeout(seconds(of_call));
        let call = options.apply(client.send(request(MONEY, address)));
        let error = call.await.unwrap_err();
        let found = (error.kind(), error.outcome());
        assert_eq!(found, (ErrorKind::Timeout, Outcome::Unknown));
    }
}

#[test]
fn a_settle_time_shorter_than_the_longest_call_is_refused() {
    let built = |config: ClientConfig| {
        let here = BaseUrl::parse("http://127.0.0.1/").unwrap();
        config.build(EXAMPLE, &here).map(drop)
    };
    let minutes = Duration::from_mins;
    // Six requests of three attempts of 60 s, and two waits of 10 s.
    assert!(built(ClientConfig::new()).is_ok());
    assert!(built(ClientConfig::new().with_settle_time(minutes(20))).is_ok());
    let slow = TransportSettings {
        total_timeout: minutes(10),
        ..TransportSettings::default()
    };
    let often = RetryPolicy {
        max_attempts: 6,
        ..RetryPolicy::default()
    };
    for config in [
        ClientConfig::new().with_settle_time(minutes(19)),
        ClientConfig::new().with_settings(slow),
        ClientConfig::new().with_retry(often),
    ] {
        let error = built(config.clone()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.to_string().contains("settle time"), "{error}");
        // A call timeout bounds the longest call.
        let bounded = config.with_call_timeout(minutes(1));
        assert!(built(bounded).is_ok());
    }
}
