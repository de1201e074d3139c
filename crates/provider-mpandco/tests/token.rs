use http::StatusCode;
use payments_core::{ErrorKind, Outcome, PaymentId, PaymentProvider};
use payments_testkit::{Canned, Replay};
use time::Duration;

use crate::support::{ID, client_at, clock};

const GET: &str = "mpandco/get_payment/created";

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let replay = Replay::of(&["mpandco/token/granted", GET, GET, GET]).unwrap();
    let mpandco = client_at(replay.clone(), clock());
    for _ in 0..3 {
        mpandco
            .clone()
            .get_payment(&PaymentId::new(ID))
            .await
            .unwrap();
    }
    insta::assert_snapshot!("token_request", replay.sent()[0].exposed());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_token_that_runs_out_is_renewed_by_its_refresh_token() {
    let replay = Replay::of(&["mpandco/token/granted", GET, "mpandco/token/renewed", GET]).unwrap();
    let clock = clock();
    let mpandco = client_at(replay.clone(), clock.clone());
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    // A minute before the hour is over, it counts as over.
    clock.advance(Duration::minutes(59));
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    insta::assert_snapshot!("token_refresh_request", replay.sent()[2].exposed());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_dead_refresh_token_falls_back_to_the_keys_once() {
    let replay = Replay::of(&[
        "mpandco/token/granted",
        GET,
        "mpandco/token/refresh_dead",
        "mpandco/token/granted",
        GET,
    ])
    .unwrap();
    let clock = clock();
    let mpandco = client_at(replay.clone(), clock.clone());
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    clock.advance(Duration::hours(2));
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn without_a_refresh_token_the_keys_are_used_again() {
    let replay = Replay::of(&[
        "mpandco/token/without_refresh",
        GET,
        "mpandco/token/without_refresh",
        GET,
    ])
    .unwrap();
    let clock = clock();
    let mpandco = client_at(replay.clone(), clock.clone());
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    clock.advance(Duration::hours(1));
    mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn wrong_keys_mean_that_the_call_itself_was_not_sent() {
    let replay = Replay::of(&["mpandco/token/invalid_client"]).unwrap();
    let mpandco = client_at(replay.clone(), clock());
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @r#"mpandco void_payment: the provider does not accept the credentials: get_payment had to come first and failed: token had to come first and failed (the provider responded 400 invalid_client "The client credentials are invalid"). Nothing was sent"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_token_response_that_cannot_be_read_means_that_the_call_was_not_sent() {
    let canned = Canned::returning(StatusCode::OK, "application/json", "<b>Notice</b>{}");
    let mpandco = client_at(canned.clone(), clock());
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(canned.sent().len(), 1);
}
