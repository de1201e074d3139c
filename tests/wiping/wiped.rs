//! Memory that held a card number, a security code, a PIN or a key of a request is wiped before it is
//! freed. Copies made by the HTTP stack below the transport cannot be wiped here.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Money, PayToken, PaymentProvider, PaymentRequest,
    Pin, RecurringProvider, Schedule, SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::{
    ClientConfig, Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};
use payments_testkit::{Fixture, samples};
use payments_wiping::Watching;
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
use time::macros::date;

#[global_allocator]
static MEMORY: Watching = Watching::new();

/// The card number in digits, so that no file of ours holds a run of them.
const NUMBER: [u8; 16] = [
    b'4', b'9', b'7', b'3', b'7', b'3', b'7', b'3', b'7', b'3', b'7', b'3', b'7', b'3', b'7', b'3',
];
const BRANCH: &str = "branch-key-of-the-test";
const USER: &str = "user-key-of-the-test";
/// The service gives 32 characters or more.
const API_SECRET: &str = "api-secret-of-the-test-api-secret-of-the-test";
const PAY_TOKEN: &str = "pay-token-of-the-test";
/// The payment of the fixture that every fetch returns.
const INTENT: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";
const PIN: &str = "7392";
const SECRETS: &[&[u8]] = &[
    &NUMBER,
    BRANCH.as_bytes(),
    USER.as_bytes(),
    API_SECRET.as_bytes(),
    PAY_TOKEN.as_bytes(),
    PIN.as_bytes(),
];

static SENT: AtomicUsize = AtomicUsize::new(0);

/// Looks at what it is sent, keeps nothing of it, and returns what it was made with.
#[derive(Debug)]
struct Looking(Option<&'static str>);

#[async_trait]
impl HttpTransport for Looking {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let holds = |bytes: &[u8]| {
            let holds = |secret: &&&[u8]| bytes.windows(secret.len()).any(|w| w == **secret);
            SECRETS.iter().filter(holds).count()
        };
        let secrets = holds(request.query().expose()) + holds(request.body().expose());
        SENT.fetch_add(secrets, Ordering::SeqCst);
        if request.url().path().ends_with("oauth/v2/token") {
            let token = br#"{"access_token":"a","expires_in":3600,"refresh_token":"b"}"#;
            return Ok(response(token.to_vec()));
        }
        if request.method() == http::Method::GET && request.url().path().contains("intent") {
            let fixture = Fixture::load("mpandco/get_payment/billed").unwrap();
            return Ok(response(fixture.response_body().to_vec()));
        }
        match self.0 {
            Some(body) => Ok(response(body.as_bytes().to_vec())),
            None => Err(TransportError::new(
                TransportFailure::Broken,
                Delivery::Possible,
            )),
        }
    }
}

fn response(body: Vec<u8>) -> HttpResponse {
    HttpResponse::new(StatusCode::OK, HeaderMap::new(), SecretBytes::new(body))
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(work)
}

/// The card of a caller who has its number in memory that is just large enough.
fn card() -> Card {
    let number = String::from_utf8(NUMBER.to_vec()).unwrap();
    Card::new(number, CardExpiry::new(9, 16)).with_security_code("739")
}

fn pagofacil(encoding: Encoding, response: Option<&'static str>) -> PagoFacil {
    PagoFacil::sandbox(SandboxKeys::new(BRANCH, USER).with_api_secret(API_SECRET))
        .with_encoding(encoding)
        .with_client(
            ClientConfig::new()
                .with_transport(Looking(response))
                .with_clock(samples::subscription_clock()),
        )
        .build()
        .unwrap()
}

const RESPONSES: [Option<&str>; 3] = [None, Some("<b>no response</b>"), Some("{\"result\":{}}")];

/// The tests share the allocator, so they are one.
#[test]
fn memory_that_held_a_secret_is_wiped_before_it_is_freed() {
    MEMORY.look_for(SECRETS);
    drop(PIN.as_bytes().to_vec());
    assert_eq!(MEMORY.found(), 1, "memory that is not wiped is noticed");

    for encoding in Encoding::ALL {
        for response in RESPONSES {
            let client = pagofacil(encoding, response);
            let amount = Money::parse("800", Currency::MXN).unwrap();
            let payment = PaymentRequest::new("T-1", amount).with_card(card(), samples::customer());
            assert!(run(client.create_payment(&payment)).is_err());
            let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
            let subscription =
                SubscriptionRequest::new(amount, card(), samples::customer(), schedule)
                    .with_reference("T-1")
                    .with_charge_now();
            assert!(run(client.register_subscription(&subscription)).is_err());
            let id = SubscriptionId::new("T-1");
            assert!(run(client.cancel_subscription(&id)).is_err());
        }
        let sent = SENT.swap(0, Ordering::SeqCst);
        // The card and both keys in two calls, and the API secret in the third, for each response.
        assert_eq!(sent, 7 * RESPONSES.len(), "{}", encoding.name());
        assert_eq!(MEMORY.found(), 0, "{}", encoding.name());
    }

    for response in RESPONSES {
        let client = Mpandco::sandbox(Credentials::new("id", "secret"))
            .with_client(ClientConfig::new().with_transport(Looking(response)))
            .build()
            .unwrap();
        let token = PayToken::new(PAY_TOKEN, None);
        let confirmation = Confirmation::by_pay_token(INTENT, token, Pin::new(PIN));
        assert!(run(client.confirm_payment(&confirmation)).is_err());
    }
    assert_eq!(SENT.swap(0, Ordering::SeqCst), 2 * RESPONSES.len());
    assert_eq!(MEMORY.found(), 0, "mPandco");
}
