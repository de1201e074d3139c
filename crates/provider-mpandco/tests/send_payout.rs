use payments_core::{
    Currency, ErrorKind, Money, Outcome, PaymentProvider, Payout, PayoutRequest, PayoutSpeed,
    PayoutStatus, Result,
};
use payments_testkit::Replay;

use crate::support::{client_at, clock, replaying};

fn row(reference: &str, amount: &str) -> PayoutRequest {
    let account = format!("0134{}", "0".repeat(16));
    let amount = Money::parse(amount, Currency::VES);
    PayoutRequest::new(reference, amount, "Witty Growth", "j54637469", account)
}

/// The row of the manual's example.
fn documented() -> PayoutRequest {
    row("0001", "20")
        .with_phone("4244569686")
        .with_email("developer@mpandco.com")
}

/// Sends the documented row, through the trait object that a caller has.
async fn received(fixture: &str) -> Result<Payout> {
    let (mpandco, replay) = replaying(&[&format!("mpandco/send_payout/{fixture}")]);
    let payouts = mpandco.payouts().unwrap();
    let response = payouts.send_payout(&documented()).await;
    replay.finish().unwrap();
    response
}

#[tokio::test]
async fn an_approved_item_is_registered_in_a_batch_that_a_person_must_load() {
    let (mpandco, replay) = replaying(&["mpandco/send_payout/approved"]);
    let payouts = mpandco.payouts().unwrap();
    let payout = payouts.send_payout(&documented()).await.unwrap();
    assert_eq!(payout.status, PayoutStatus::Registered);
    insta::assert_snapshot!("send_payout_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("send_payout_approved", payout);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_instant_payout_is_of_another_type_and_its_amount_exact() {
    let (mpandco, replay) = replaying(&["mpandco/send_payout/instant"]);
    let row = row("0002", "20.05").with_speed(PayoutSpeed::Instant);
    let payouts = mpandco.payouts().unwrap();
    let payout = payouts.send_payout(&row).await.unwrap();
    assert_eq!(payout.status, PayoutStatus::Registered);
    insta::assert_snapshot!("send_payout_instant_request", replay.sent()[1].exposed());
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_unknown_status_is_kept_and_is_not_a_success() {
    let payout = received("another_status").await.unwrap();
    assert_eq!(payout.status, PayoutStatus::Other("IN_REVIEW".to_owned()));
}

#[tokio::test]
async fn an_account_of_an_unknown_bank_is_rejected_with_the_services_message() {
    let error = received("no_bank").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco send_payout: the provider refused the call (the provider responded 400 "No se ha encontrado un banco para el numero de cuenta ingresado"). The provider did not do it: no money moved"#);
}

#[tokio::test]
async fn a_response_that_says_nothing_is_unknown_and_never_sent_again() {
    for (fixture, kind) in [
        ("without_status", ErrorKind::UnreadableResponse),
        ("unavailable", ErrorKind::Unavailable),
    ] {
        let error = received(fixture).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fixture}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{fixture}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(error.recourse().unwrap(), @"look the reference up among the bulk payments on the service's web pages, and send the payout again only if it is not there");
        }
    }
}

#[tokio::test]
async fn everything_wrong_with_a_row_is_listed_and_nothing_is_sent() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let amount = Money::parse("1", Currency::USD);
    let row = PayoutRequest::new("", amount, "", " ", "")
        .with_phone("")
        .with_email(" ");
    let payouts = mpandco.payouts().unwrap();
    let error = payouts.send_payout(&row).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    reference: must not be empty
    name: must not be empty
    document: must not be empty
    account: must not be empty
    amount: must be in VES, not in USD
    phone: must not be empty
    email: must not be empty
    ");
    replay.finish().unwrap();
}
