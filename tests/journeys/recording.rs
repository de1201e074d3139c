//! Real clients recorded while they talk to a service over HTTP, and replayed from the recording.

use std::path::Path;

use async_trait::async_trait;
use payments_core::{
    Currency, Customer, Money, Operation, Payment, PaymentProvider, PaymentRequest,
};
use payments_kit::http::{
    BaseUrl, ClientConfig, HttpRequest, HttpResponse, HttpTransport, ReqwestTransport, SecretBytes,
    TransportError, TransportSettings,
};
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_sim::{Simulator, pagofacil};
use payments_testkit::{FixedRandomness, Fixture, RecordError, Recorder, Replay, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{ChargeOptions, Encoding, PagoFacil, SandboxKeys};
use tempfile::TempDir;
use time::macros::date;
use url::Url;

fn recorder(base: &Url) -> Recorder {
    recorder_of(live(), base)
}

fn recorder_of(live: impl HttpTransport, base: &Url) -> Recorder {
    let base = BaseUrl::parse(base.as_str()).unwrap();
    Recorder::new(live, date!(2026 - 03 - 01)).with_base(&base)
}

fn live() -> ReqwestTransport {
    ReqwestTransport::for_loopback(TransportSettings::default()).unwrap()
}

fn mpandco(credentials: Credentials, base: &Url, transport: impl HttpTransport) -> Mpandco {
    Mpandco::sandbox(credentials)
        .with_base_url(base.as_str())
        .with_client(ClientConfig::new().with_transport(transport))
        .build()
        .unwrap()
}

fn pagofacil(
    keys: SandboxKeys,
    base: &Url,
    encoding: Encoding,
    transport: impl HttpTransport,
) -> PagoFacil {
    let config = ClientConfig::new()
        .with_transport(transport)
        .with_clock(samples::subscription_clock())
        .with_randomness(FixedRandomness(7));
    PagoFacil::sandbox(keys)
        .with_base_url(base.as_str())
        .with_encoding(encoding)
        .with_client(config)
        .build()
        .unwrap()
}

fn replay(folder: &Path, names: &[String]) -> Replay {
    let fixtures = names.iter().map(|name| Fixture::load_from(folder, name));
    Replay::new(fixtures.map(Result::unwrap).collect())
}

async fn create_and_get(mpandco: &Mpandco) -> [Payment; 2] {
    let order = samples::payment(&"https://shop.example/".parse().unwrap());
    let created = mpandco.create_payment(&order).await.unwrap();
    let fetched = mpandco.get_payment(created.id()).await.unwrap();
    [created, fetched]
}

#[tokio::test]
async fn a_wallet_client_gets_from_the_recording_what_it_got_from_the_service() {
    let simulator = Simulator::start().await.unwrap();
    let base = simulator.mpandco_base_url();
    let recorder = recorder(&base);
    let keys = Credentials::new(CLIENT_ID, CLIENT_SECRET);
    let got = create_and_get(&mpandco(keys, &base, recorder.clone())).await;
    drop(simulator);
    let folder = TempDir::new().unwrap();
    let names = recorder.save(folder.path(), "mpandco", "order").unwrap();
    assert_eq!(
        names,
        [
            "mpandco/token/order",
            "mpandco/create_payment/order",
            "mpandco/get_payment/order"
        ]
    );

    let replay = replay(folder.path(), &names);
    let keys = Credentials::new("another-id", "another-secret");
    let again = create_and_get(&mpandco(keys, &base, replay.clone())).await;
    replay.finish().unwrap();
    assert_eq!(again, got);
}

/// A cardholder whom a recording leaves as she is, for she is invented.
fn anonymous() -> Customer {
    Customer {
        email: "ana@example.com".into(),
        phone: "5555550101".into(),
        mobile: "5555550102".into(),
        ..samples::customer()
    }
}

fn charge() -> PaymentRequest {
    let subscription = samples::subscription();
    let amount = Money::parse("9999.99", Currency::MXN);
    PaymentRequest::new("ORDER-1", amount).with_card(subscription.card().clone(), anonymous())
}

#[tokio::test]
async fn a_charge_is_replayed_from_its_recording_in_every_encoding() {
    for encoding in Encoding::ALL {
        for approved in [true, false] {
            let clock = samples::subscription_clock();
            let simulator = Simulator::start_with(0, clock).await.unwrap();
            simulator.pagofacil().set_next_charge(approved);
            let base = simulator.pagofacil_base_url();
            let recorder = recorder(&base);
            let (branch, user) = pagofacil::State::sandbox_keys();
            let keys = SandboxKeys::new(branch, user);
            let client = pagofacil(keys, &base, encoding, recorder.clone());
            let got = client.create_payment(&charge()).await;
            assert_eq!(got.is_ok(), approved, "{encoding} {got:?}");
            drop(simulator);
            let folder = TempDir::new().unwrap();
            let names = recorder.save(folder.path(), "pagofacil", "order").unwrap();

            let replay = replay(folder.path(), &names);
            let keys = SandboxKeys::new("another-branch", "another-user");
            let client = pagofacil(keys, &base, encoding, replay.clone());
            let again = client.create_payment(&charge()).await;
            replay.finish().unwrap();
            assert_eq!(format!("{again:?}"), format!("{got:?}"), "{encoding}");
        }
    }
}

fn places(error: RecordError) -> Vec<String> {
    match error {
        RecordError::Unsafe { findings } => findings.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}

/// A service that begins to say more of a payment than any document shows.
#[derive(Debug)]
struct Talkative {
    inner: ReqwestTransport,
    members: String,
}

#[async_trait]
impl HttpTransport for Talkative {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let is_fetch = request.operation() == Operation::GET_PAYMENT;
        let response = self.inner.send(request).await?;
        if !is_fetch {
            return Ok(response);
        }
        let body = std::str::from_utf8(response.body()).unwrap();
        let more = body.replacen('{', &format!("{{{},", self.members), 1);
        let body = SecretBytes::new(more.into_bytes());
        Ok(HttpResponse::new(
            response.status(),
            response.headers().clone(),
            body,
        ))
    }
}

#[tokio::test]
async fn each_kind_of_secret_in_a_response_is_refused_with_its_place() {
    let good = ["4242"; 4].concat();
    let bad = ["4242", "4242", "4242", "4241"].concat();
    let token = "a1B2".repeat(8);
    let simulator = Simulator::start().await.unwrap();
    let base = simulator.mpandco_base_url();
    for (members, secret, finding) in [
        (
            format!(r#""note":"{good}""#),
            &*good,
            "note: 13 to 19 digits that could be a card number",
        ),
        (
            format!(r#""seen":[{{"no":{bad}}}]"#),
            &*bad,
            "seen.no: 13 to 19 digits that could be a card number",
        ),
        (
            r#""card_cvv2":"987""#.to_owned(),
            "987",
            "card_cvv2: a security code",
        ),
        (
            format!(r#""session":"{token}""#),
            &*token,
            "session: a word that could be a token",
        ),
        (
            r#""till":{"operationPin":4711}"#.to_owned(),
            "4711",
            "till.operationPin: a PIN",
        ),
        (
            r#""webhookSecret":"hush""#.to_owned(),
            "hush",
            "webhookSecret: a credential",
        ),
        (
            r#""luz@shop.mx":true"#.to_owned(),
            "luz@shop.mx",
            "an e-mail address",
        ),
        (
            r#""telefono":{"n":"4244569686"}"#.to_owned(),
            "4244569686",
            "telefono.n: a phone number",
        ),
    ] {
        let live = Talkative {
            inner: live(),
            members,
        };
        let recorder = recorder_of(live, &base);
        let keys = Credentials::new(CLIENT_ID, CLIENT_SECRET);
        create_and_get(&mpandco(keys, &base, recorder.clone())).await;
        let folder = TempDir::new().unwrap();
        let error = recorder
            .save(folder.path(), "mpandco", "order")
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error}");
        let separator = if finding.starts_with("an e-mail") {
            ":"
        } else {
            ","
        };
        let place = format!("exchange 3, response body{separator} {finding}");
        assert_eq!(places(error), [place]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_card_in_a_note_to_a_charge_is_refused_with_its_place_in_every_encoding() {
    let card = ["4242"; 4].concat();
    for encoding in Encoding::ALL {
        let clock = samples::subscription_clock();
        let simulator = Simulator::start_with(0, clock).await.unwrap();
        simulator.pagofacil().set_next_charge(true);
        let base = simulator.pagofacil_base_url();
        let recorder = recorder(&base);
        let (branch, user) = pagofacil::State::sandbox_keys();
        let client = pagofacil(
            SandboxKeys::new(branch, user),
            &base,
            encoding,
            recorder.clone(),
        );
        let mut params = [const { None }; 5];
        params[0] = Some(format!("old card {card}"));
        let options = ChargeOptions::new().with_params(params);
        client.charge_card(&charge(), &options).await.unwrap();
        let folder = TempDir::new().unwrap();
        let error = recorder
            .save(folder.path(), "pagofacil", "order")
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&card), "{error}");
        let place = match encoding {
            Encoding::JsonRpc => "request body, params.data.param1",
            Encoding::QueryJson | Encoding::QueryXml => "query, data.param1",
            _ => "request body, data.param1",
        };
        let finding = format!("exchange 1, {place}: 13 to 19 digits that could be a card number");
        assert!(places(error).contains(&finding), "{encoding} {finding}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
