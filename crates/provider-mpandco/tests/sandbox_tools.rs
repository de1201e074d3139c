use payments_core::{Error, ErrorKind, Outcome, PaymentId};
use payments_testkit::Replay;
use provider_mpandco::{Credentials, Mpandco};
use secrecy::SecretString;

use crate::support::{ID, PAYER, client_at, clock};

fn token() -> SecretString {
    SecretString::from("fixture-sandbox-token")
}

/// A client that sees this one exchange: the tools need no access token.
fn seeing(exchange: &str) -> (Mpandco, Replay) {
    let replay = Replay::of(&[&format!("mpandco/{exchange}")]).unwrap();
    (client_at(replay.clone(), clock()), replay)
}

async fn refused(exchange: &str) -> Error {
    let (mpandco, replay) = seeing(exchange);
    let tools = mpandco.sandbox_tools().unwrap();
    let error = if exchange.starts_with("authorize_intent") {
        let payer = tools.authorize_intent(&token(), &PaymentId::new(ID)).await;
        payer.unwrap_err()
    } else {
        tools.affiliation_codes(&token()).await.unwrap_err()
    };
    assert!(!format!("{error} {error:?}").contains("fixture-sandbox-token"));
    replay.finish().unwrap();
    error
}

#[tokio::test]
async fn an_intent_is_authorised_as_its_payer_would() {
    for exchange in ["authorized", "payer_in_an_object"] {
        let (mpandco, replay) = seeing(&format!("authorize_intent/{exchange}"));
        let tools = mpandco.sandbox_tools().unwrap();
        let payer = tools.authorize_intent(&token(), &PaymentId::new(ID)).await;
        assert_eq!(payer.unwrap().as_str(), PAYER);
        insta::assert_snapshot!("authorize_intent_request", replay.sent()[0].exposed());
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn codes_are_fetched_and_not_printed() {
    let (mpandco, replay) = seeing("affiliation_codes/granted");
    let tools = mpandco.sandbox_tools().unwrap();
    let codes = tools.affiliation_codes(&token()).await.unwrap();
    assert_eq!(codes.regular, "k2yxdn1E");
    assert_eq!(codes.commercial, "JNSsYcFD");
    assert_eq!(format!("{codes:?}"), "AffiliationCodes([codes])");
    insta::assert_snapshot!("affiliation_codes_request", replay.sent()[0].exposed());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_tool_that_fails_says_how() {
    for (exchange, kind, outcome) in [
        (
            "authorize_intent/without_payer",
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            "authorize_intent/not_found",
            ErrorKind::NotFound,
            Outcome::Rejected,
        ),
        (
            "affiliation_codes/refused",
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        (
            "affiliation_codes/half",
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
    ] {
        let error = refused(exchange).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, outcome),
            "{exchange}"
        );
    }
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let tools = mpandco.sandbox_tools().unwrap();
    let error = tools.authorize_intent(&token(), &PaymentId::new("")).await;
    assert_eq!(error.unwrap_err().outcome(), Outcome::NotSent);
    replay.finish().unwrap();
}

#[test]
fn production_has_no_tools() {
    let production = Mpandco::production(Credentials::new("id", "secret"));
    // Not even where production is reached at the address of the sandbox.
    let production = production.with_base_url("https://test.mpandco.com/");
    assert!(production.build().unwrap().sandbox_tools().is_none());
}
