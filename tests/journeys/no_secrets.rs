//! Secrets are in no text that anything prints.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::io;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use payments_core::http::{
    ClientConfig, Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure,
};
use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Money, PaymentId, PaymentProvider, RecurringProvider,
    Schedule, SubscriptionId, SubscriptionRequest,
};
use payments_testkit::sim::Simulator;
use payments_testkit::{Canned, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
use time::macros::date;
use tracing_subscriber::fmt::MakeWriter;

use crate::support;

/// Everything printed: traces, and the texts that the test prints itself.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn line(&self, text: impl Display) {
        let mut printed = self.0.lock().unwrap();
        printed.extend_from_slice(text.to_string().as_bytes());
        printed.push(b'\n');
    }

    /// A result in every way that it can be printed, with the causes of an error.
    fn result<T: Debug, E: Error>(&self, result: &Result<T, E>) {
        self.line(format_args!("{result:?} {result:#?}"));
        let mut cause = result.as_ref().err().map(|error| error as &dyn Error);
        while let Some(error) = cause {
            self.line(format_args!("{error} {error:?}"));
            cause = error.source();
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Printed {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Runs `work` with everything traced, and answers what was printed.
async fn printed_by(work: impl AsyncFnOnce(Printed)) -> String {
    let printed = Printed::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(printed.clone())
        .with_ansi(false)
        .without_time()
        .finish();
    // While there is one subscriber only, a span that another thread meets first is off for all if
    // that thread has none, and so it would be with the threads of the other tests.
    let other = tracing_subscriber::fmt().with_writer(io::sink).finish();
    let other = tracing_subscriber::util::SubscriberInitExt::set_default(other);
    let guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    work(printed.clone()).await;
    drop(guard);
    drop(other);
    printed.text()
}

const CODE: &str = "739";
const SECRET: &str = "canary-client-secret";
const TOKEN: &str = "canary-access-token";
const REFRESH: &str = "canary-refresh-token";
const BRANCH: &str = "canary-branch-key";
const USER: &str = "canary-user-key";

fn number() -> String {
    format!("49{}", "73".repeat(7))
}

fn assert_clean(printed: &str) {
    let number = number();
    for secret in [&*number, SECRET, TOKEN, REFRESH, BRANCH, USER] {
        if let Some(place) = printed.find(secret) {
            let context: String = printed
                .chars()
                .skip(place.saturating_sub(200))
                .take(400)
                .collect();
            panic!("{secret} was printed: …{context}…");
        }
    }
    // Three digits may stand in a port number or a length; the code stands alone.
    let mut numbers = printed.split(|c: char| !c.is_ascii_digit());
    assert!(numbers.all(|number| number != CODE), "the code was printed");
}

/// Answers whatever it is sent with all of it in every member that a provider may echo.
fn echo(request: &HttpRequest) -> HttpResponse {
    let sent = format!(
        "{} {}",
        String::from_utf8_lossy(request.query().expose()),
        String::from_utf8_lossy(request.body().expose()),
    );
    let text = format!("{sent} {} {CODE} {SECRET} {BRANCH} {USER}", number());
    let text = text.replace(['"', '\\'], " ");
    if request.url().path().ends_with("oauth/v2/token") {
        let body = format!(
            r#"{{"access_token":"{TOKEN}","expires_in":3600,"refresh_token":"{REFRESH}","x":"{text}"}}"#
        );
        return Canned::response(StatusCode::OK, "application/json", body);
    }
    let body = format!(
        r#"{{"result":{{"registrado":"0","texto":"{text}","error":{{"cvt":"{text}"}},
            "data":{{"numeroTarjeta":"{text}"}}}},"id":"1",
            "WebServices_Recurrentes":{{"transaccion":{{"registrado":"0","texto":"{text}",
                "error":["{text}"],"data":{{"numeroTarjeta":"{text}"}}}}}}}}"#
    );
    Canned::response(StatusCode::OK, "application/json", body)
}

/// Fails with a cause that quotes the whole request.
fn indiscreet(request: &HttpRequest) -> Result<HttpResponse, TransportError> {
    if request.url().path().ends_with("oauth/v2/token") {
        return Ok(echo(request));
    }
    let query = String::from_utf8_lossy(request.query().expose());
    let cause = format!("error sending request for url ({}?{query})", request.url());
    Err(TransportError::new(TransportFailure::Broken, Delivery::Possible).with_source(cause))
}

fn subscription() -> SubscriptionRequest {
    let card = Card::new(number(), CardExpiry::new(9, 16)).with_security_code(CODE);
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let amount = Money::parse("800", Currency::MXN);
    SubscriptionRequest::new(amount, card, samples::customer(), schedule).with_charge_now()
}

fn pagofacil(transport: Canned, encoding: Encoding) -> PagoFacil {
    PagoFacil::sandbox(SandboxKeys::new(BRANCH, USER))
        .with_encoding(encoding)
        .with_client(
            ClientConfig::new()
                .with_transport(transport)
                .with_clock(samples::subscription_clock()),
        )
        .build()
        .unwrap()
}

fn mpandco(transport: Canned) -> Mpandco {
    Mpandco::sandbox(Credentials::new("id", SECRET))
        .with_client(ClientConfig::new().with_transport(transport))
        .build()
        .unwrap()
}

#[tokio::test]
async fn no_secret_is_printed_by_a_provider_that_echoes_everything() {
    let printed = printed_by(async |printed| {
        for encoding in Encoding::ALL {
            let client = pagofacil(Canned::with(|request| Ok(echo(request))), encoding);
            printed.line(format_args!("{client:?} {:?}", subscription()));
            printed.result(&client.register_subscription(&subscription()).await);
            let id = SubscriptionId::new("T-1");
            printed.result(&client.get_subscription(&id).await);
        }
        let client = mpandco(Canned::with(|request| Ok(echo(request))));
        printed.line(format_args!("{client:?}"));
        let confirmation = Confirmation::by_payer("a", "b");
        printed.result(&client.confirm_payment(&confirmation).await);
        printed.result(&client.void_payment(&PaymentId::new("a")).await);
    })
    .await;
    assert!(printed.contains("payments.call"), "the traces are in it");
    assert_clean(&printed);
}

#[tokio::test]
async fn no_secret_is_printed_by_a_transport_that_quotes_its_urls() {
    let printed = printed_by(async |printed| {
        for encoding in Encoding::ALL {
            let client = pagofacil(Canned::with(indiscreet), encoding);
            printed.result(&client.register_subscription(&subscription()).await);
        }
        let client = mpandco(Canned::with(indiscreet));
        printed.result(&client.void_payment(&PaymentId::new("a")).await);
    })
    .await;
    assert_clean(&printed);
}

#[tokio::test]
async fn no_secret_is_printed_on_the_way_over_real_http() {
    let simulator = Simulator::start_with(0, samples::subscription_clock())
        .await
        .unwrap();
    let printed = printed_by(async |printed| {
        for encoding in Encoding::ALL {
            let client = support::pagofacil(&simulator, encoding);
            let registered = client.register_subscription(&subscription()).await;
            assert!(registered.is_ok());
            printed.result(&registered);
        }
        let client = support::mpandco(&simulator);
        let shop = "https://shop.example/".parse().unwrap();
        printed.result(&client.create_payment(&samples::payment(&shop)).await);
        printed.line(format_args!("{client:?} {simulator:?}"));
    })
    .await;
    assert!(printed.contains("payments.call"), "the traces are in it");
    assert_clean(&printed);
    let secret = payments_testkit::sim::mpandco::CLIENT_SECRET;
    assert!(!printed.contains(secret));
}
