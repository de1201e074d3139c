use std::io::Read;
use std::net::TcpListener;
use std::path::Path;

use payments_core::{MerchantReference, PaymentId, PaymentProvider};
use payments_kit::http::ClientConfig;
use payments_sim::Simulator;
use payments_testkit::{FixedRandomness, Fixture, ProvenanceKind, Replay, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
use tempfile::TempDir;

use crate::pagofacil::{ENCODINGS, order};
use crate::shell::{Ended, keys, payments_in};

/// Runs a command of a provider with its traffic recorded.
async fn record(folder: &Path, case: &str, provider: &[&str], command: &[&str]) -> Ended {
    record_with(folder, &["--case", case], provider, command, "").await
}

async fn record_with(
    folder: &Path,
    recording: &[&str],
    provider: &[&str],
    command: &[&str],
    input: &str,
) -> Ended {
    let mut all = vec!["record", "--into", folder.to_str().unwrap()];
    all.extend(recording);
    all.extend(provider);
    all.extend(["--output", "json"]);
    all.extend(command);
    let mut environment = keys();
    environment.push(("DRESS_CODE", "velvet-rope".to_owned()));
    payments_in(environment, &all, input).await
}

fn names_below(folder: &Path) -> Vec<String> {
    let fixtures = Fixture::all_in(folder).unwrap();
    fixtures
        .iter()
        .map(|fixture| fixture.name().to_owned())
        .collect()
}

fn replay(folder: &Path, names: &[&str]) -> Replay {
    let fixtures = names.iter().map(|name| Fixture::load_from(folder, name));
    Replay::new(fixtures.map(Result::unwrap).collect())
}

fn create(description: &str) -> Vec<String> {
    [
        "create-payment",
        "--reference=ORDER-1",
        "--amount=20.50",
        "--return-url=https://shop.example/paid",
        "--cancel-url=https://shop.example/cart",
        "--item=Coffee=20.50",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("--description={description}")])
    .collect()
}

#[tokio::test]
async fn a_recording_replays_for_a_client_with_other_keys() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let base_url = simulator.mpandco_base_url();
    let mpandco = ["mpandco", "--base-url", base_url.as_str()];
    let order = create("Two coffees in a velvet-rope bar");
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    let recording = ["--case=created", "--secret-in=DRESS_CODE"];
    let created = record_with(folder.path(), &recording, &mpandco, &order, "").await;
    assert_eq!(created.code, 0, "{created:?}");
    let id = created.json()["id"].as_str().unwrap().to_owned();

    let recording = ["--case=shown", "--secret-in=DRESS_CODE"];
    let shown = ["get-payment", &id];
    let shown = record_with(folder.path(), &recording, &mpandco, &shown, "").await;
    assert_eq!(shown.code, 0, "{shown:?}");
    let absent = ["get-payment", "nothing"];
    let absent = record(folder.path(), "absent", &mpandco, &absent).await;
    assert_eq!(absent.code, 3, "a rejection is evidence too: {absent:?}");
    for name in ["token", "get_payment"].map(|name| format!("mpandco/{name}/absent")) {
        let place = folder.path().join(name);
        let line = format!("payments: recorded {}\n", place.display());
        assert!(absent.err.contains(&line), "{absent:?}");
    }
    assert_eq!(
        names_below(folder.path()),
        [
            "mpandco/create_payment/created",
            "mpandco/get_payment/absent",
            "mpandco/get_payment/shown",
            "mpandco/token/absent",
            "mpandco/token/created",
            "mpandco/token/shown",
        ]
    );
    for fixture in Fixture::all_in(folder.path()).unwrap() {
        assert_eq!(fixture.provenance().kind(), ProvenanceKind::Recorded);
        let texts = [fixture.request_body(), fixture.response_body()];
        let texts = texts.map(String::from_utf8_lossy).concat();
        for (name, key) in keys() {
            assert!(!texts.contains(&key), "{name} is in {}", fixture.name());
        }
        assert!(!texts.contains("velvet-rope"), "{}", fixture.name());
    }

    let replay = replay(
        folder.path(),
        &["mpandco/token/shown", "mpandco/get_payment/shown"],
    );
    let client = Mpandco::sandbox(Credentials::new("another-id", "another-secret"))
        .with_base_url(base_url.as_str())
        .with_client(ClientConfig::new().with_transport(replay.clone()))
        .build()
        .unwrap();
    let payment = client.get_payment(&PaymentId::new(id)).await.unwrap();
    replay.finish().unwrap();
    let expected = shown.json();
    let told = expected["description"].as_str().unwrap();
    let description = told.replace("velvet-rope", "[dress_code]");
    assert_eq!(payment.description(), Some(&*description));
    assert_eq!(payment.id().as_str(), expected["id"]);
    let amount = &expected["amount"]["amount"];
    let amount = format!("{} VES", amount.as_str().unwrap());
    assert_eq!(payment.amount().unwrap().to_string(), amount);
}

#[tokio::test]
async fn a_charge_is_recorded_over_every_encoding_without_its_card() {
    for encoding in Encoding::ALL {
        let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
        simulator.pagofacil().set_next_charge(true);
        let base_url = simulator.pagofacil_base_url();
        let name = encoding.name();
        let pagofacil = [
            "pagofacil",
            "--base-url",
            base_url.as_str(),
            "--encoding",
            name,
        ];
        let order = order("ORDER-1");
        let recording = ["--case=paid", "--person=Ejemplo"];
        let command = ["create-payment"];
        let paid = record_with(
            folder.path(),
            &recording,
            &pagofacil,
            &command,
            &order.to_string(),
        )
        .await;
        assert_eq!(paid.code, 0, "{name} {paid:?}");
        let command = ["find-payment", "ORDER-1"];
        let found = record(folder.path(), "found", &pagofacil, &command).await;
        assert_eq!(found.code, 0, "{name} {found:?}");

        let recorded = Fixture::load_from(folder.path(), "pagofacil/create_payment/paid").unwrap();
        let texts = [
            recorded.query(),
            recorded.request_body(),
            recorded.response_body(),
        ];
        let texts = texts.map(String::from_utf8_lossy).concat();
        let code = order["card_code"].as_str().unwrap();
        for secret in [&*samples::card_number(), code, "Ejemplo", "5555555555"] {
            assert!(!texts.contains(secret), "{name}: {secret} is in {texts}");
        }
        let replay = replay(folder.path(), &["pagofacil/find_payment/found"]);
        let client = PagoFacil::sandbox(SandboxKeys::new("another-branch", "another-user"))
            .with_encoding(encoding)
            .with_client(
                ClientConfig::new()
                    .with_transport(replay.clone())
                    .with_randomness(FixedRandomness(0)),
            )
            .build()
            .unwrap();
        let reference = MerchantReference::new("ORDER-1");
        let again = client.find_payment(&reference).await.unwrap();
        replay.finish().unwrap();
        assert_eq!(again.matches().len(), 1, "{name}");
    }
    assert_eq!(ENCODINGS, Encoding::ALL.map(Encoding::name));
}

#[tokio::test]
async fn a_recording_with_a_secret_left_is_refused_and_the_result_still_printed() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let base_url = simulator.mpandco_base_url();
    let mpandco = ["mpandco", "--base-url", base_url.as_str()];
    let card = ["4111"; 4].join(" ");
    let order = create(&format!("By card {card}"));
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    let refused = record(folder.path(), "created", &mpandco, &order).await;
    assert_eq!(refused.code, 6, "{refused:?}");
    assert_eq!(refused.json()["status"], "awaiting_approval", "{refused:?}");
    let reason = "payments: the call itself was done, do not repeat it for the recording's sake: \
                  the recording is not saved, for it holds\n  exchange 2, request body, ";
    assert!(refused.err.contains(reason), "{refused:?}");
    assert!(
        refused
            .err
            .contains("description: 13 to 19 digits that could be a card number"),
        "{refused:?}"
    );
    assert!(!refused.err.contains(&card), "{refused:?}");
    assert_eq!(names_below(folder.path()), [""; 0]);
    assert_eq!(simulator.mpandco().intents().len(), 1);

    let rejected = ["get-payment", &card];
    let rejected = record(folder.path(), "absent", &mpandco, &rejected).await;
    assert_eq!(rejected.code, 3, "{rejected:?}");
    let reason = "payments: the provider rejected the call, and it is not recorded: ";
    assert!(rejected.err.contains(reason), "{rejected:?}");
    assert!(
        rejected
            .err
            .contains("exchange 2, query, id: 13 to 19 digits")
    );
    assert_eq!(names_below(folder.path()), [""; 0]);
}

#[tokio::test]
async fn a_call_whose_recording_cannot_be_saved_is_not_made() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let base_url = simulator.mpandco_base_url();
    let mpandco = ["mpandco", "--base-url", base_url.as_str()];
    let absent = ["get-payment", "nothing"];
    let first = record(folder.path(), "absent", &mpandco, &absent).await;
    assert_eq!(first.code, 3, "{first:?}");
    let called = simulator.requests().len();

    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let production = ["mpandco", "--production"];
    let by_url = ["mpandco", "--base-url=https://app.mpandco.com/"];
    let by_other_url = ["pagofacil", "--base-url=https://api.pagofacil.tech/"];
    let unset = ["--case=other", "--secret-in=NOT_SET"];
    for (ended, reason) in [
        (
            record(folder.path(), "absent", &mpandco, &absent).await,
            r#"the fixture "mpandco/get_payment/absent" exists already"#,
        ),
        (
            record(folder.path(), "../absent", &mpandco, &absent).await,
            "is not a fixture name",
        ),
        (
            record(&file, "other", &mpandco, &absent).await,
            "cannot be written: ",
        ),
        (
            record_with(folder.path(), &unset, &mpandco, &absent, "").await,
            "NOT_SET is not set",
        ),
        (
            record(folder.path(), "other", &production, &absent).await,
            "production is not recorded",
        ),
        (
            record(folder.path(), "other", &by_url, &absent).await,
            "must not be that of production",
        ),
        (
            record(
                folder.path(),
                "other",
                &by_other_url,
                &["get-subscription", "T-1"],
            )
            .await,
            "must not be that of production",
        ),
    ] {
        assert_eq!(ended.code, 2, "{ended:?}");
        let message = ended.failure()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(reason), "{ended:?}");
    }
    assert_eq!(simulator.requests().len(), called);
}

#[tokio::test]
async fn a_lost_response_stays_unknown_when_there_is_nothing_to_record() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read(&mut [0; 4096]).unwrap()
    });
    let folder = TempDir::new().unwrap();
    let pagofacil = ["pagofacil", "--base-url", &base_url];
    let lost = record_with(
        folder.path(),
        &["--case=lost"],
        &pagofacil,
        &["create-payment"],
        &order("ORDER-1").to_string(),
    )
    .await;
    assert!(server.join().unwrap() > 0);
    assert_eq!(lost.code, 4, "{lost:?}");
    let reason = "payments: the outcome of the call is unknown, and it is not recorded: nothing was recorded";
    assert!(lost.err.contains(reason), "{lost:?}");
}
