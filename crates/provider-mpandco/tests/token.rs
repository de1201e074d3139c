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
    insta::assert_snapshot!(error, @r#"mpandco void_payment: the provider does not accept the credentials: get_payment, which comes before it, failed: token, which comes before it, failed (the provider responded 400 invalid_client "The client credentials are invalid"). Nothing was sent"#);
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

/// Grants this token, and returns a payment to every call with a bearer token.
fn granting(token: &'static str) -> Canned {
    let payment = payments_testkit::Fixture::load(GET).unwrap().response();
    Canned::with(move |request| {
        if request.url().path().ends_with("oauth/v2/token") {
            let status = StatusCode::OK;
            return Ok(Canned::response(status, "application/json", token));
        }
        Ok(payment.clone())
    })
}

#[tokio::test]
async fn a_lifetime_is_read_in_every_form_and_an_unknown_one_lasts_until_a_401() {
    for (token, requests) in [
        (r#"{"access_token":"t","expires_in":"3600"}"#, 4),
        (r#"{"access_token":"t","expires_in":3600.0}"#, 4),
        (
            r#"{"access_token":"t","expires_in":"3600.9","token_type":"Bearer"}"#,
            4,
        ),
        (
            r#"{"access_token":"t","expires_in":3600,"refresh_token":7}"#,
            4,
        ),
        (r#"{"access_token":"t","expires_in":null}"#, 3),
        (r#"{"access_token":"t"}"#, 3),
        (r#"{"access_token":"t","expires_in":"soon"}"#, 3),
        (r#"{"access_token":"t","expires_in":1e40}"#, 3),
        (
            "<b>Notice</b>: x\n{\"access_token\":\"t\",\"expires_in\":\"\"}",
            3,
        ),
    ] {
        let (canned, clock) = (granting(token), clock());
        let mpandco = client_at(canned.clone(), clock.clone());
        mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
        clock.advance(Duration::minutes(58));
        mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
        assert_eq!(canned.sent().len(), 3, "{token}");
        clock.advance(Duration::minutes(2));
        mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
        let granted = canned.sent().len() - 3;
        assert_eq!(granted, requests - 2, "{token}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_or_is_of_another_type_is_not_used() {
    for token in [
        r#"{"access_token":"","expires_in":3600}"#,
        r#"{"access_token":" ","expires_in":3600}"#,
        r#"{"access_token":"a\r\nX-Other: b","expires_in":3600}"#,
        r#"{"access_token":"a b","expires_in":3600}"#,
        r#"{"access_token":"á","expires_in":3600}"#,
        r#"{"access_token":7,"expires_in":3600}"#,
        r#"{"access_token":null,"expires_in":3600}"#,
        r#"{"access_token":["t"],"expires_in":3600}"#,
        r#"{"access_token":"t","access_token":"u"}"#,
        r#"{"access_token":"t","token_type":"mac"}"#,
        r#"{"expires_in":3600}"#,
        "[]",
        "null",
    ] {
        let canned = granting(token);
        let mpandco = client_at(canned.clone(), clock());
        let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{token}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{token}");
        assert_eq!(canned.sent().len(), 1, "{token}");
    }
}
