//! Confirming a request at the till.

use payments_core::{Confirmation, Outcome, PayToken, PaymentProvider, PaymentStatus, Pin};

use crate::support::{ID, replaying};

const BILLED: &str = "mpandco/get_payment/billed";

fn token() -> PayToken {
    PayToken::new("0f7b8f72-ff02-11e8-a647-b62cbc289574", None)
}

fn by_token() -> Confirmation {
    Confirmation::by_pay_token(ID, token(), Pin::new("1111"))
}

#[tokio::test]
async fn a_request_is_paid_with_a_token_and_the_pin_by_its_own_link() {
    let (mpandco, replay) = replaying(&[BILLED, "mpandco/confirm_payment/by_token"]);
    let payment = mpandco.confirm_payment(&by_token()).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Paid);
    insta::assert_snapshot!("confirm_by_token_request", replay.sent()[2].exposed());
    insta::assert_debug_snapshot!("confirm_by_token", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn without_a_link_the_documented_path_is_called() {
    let (mpandco, replay) = replaying(&[
        "mpandco/get_payment/billed_without_links",
        "mpandco/confirm_payment/by_token_without_link",
    ]);
    let payment = mpandco.confirm_payment(&by_token()).await.unwrap();
    assert!(payment.status().is_paid());
    replay.finish().unwrap();
}

#[tokio::test]
async fn each_transaction_may_have_a_token_of_its_own() {
    let (mpandco, replay) = replaying(&[BILLED, "mpandco/confirm_payment/by_transaction_tokens"]);
    let tokens = vec![("0d2b1c4e-4a3c-11ee-8a1b-0242ac120002".to_owned(), token())];
    let confirmation = Confirmation::by_transaction_tokens(ID, tokens, Pin::new("1111"));
    let payment = mpandco.confirm_payment(&confirmation).await.unwrap();
    assert!(payment.status().is_paid());
    insta::assert_snapshot!(
        "confirm_by_transaction_tokens_request",
        replay.sent()[2].exposed()
    );
    replay.finish().unwrap();
}

#[tokio::test]
async fn neither_token_nor_pin_goes_to_a_host_that_a_response_named() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/billed_foreign_execute"]);
    let error = mpandco.confirm_payment(&by_token()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco confirm_payment: the response cannot be read: the response links to another server than the configured service. Nothing was sent");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_wrong_pin_is_a_violation_of_its_field() {
    let (mpandco, replay) = replaying(&[BILLED, "mpandco/confirm_payment/wrong_pin"]);
    let error = mpandco.confirm_payment(&by_token()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco confirm_payment: the request is invalid (the provider responded 400 "Validation Failed"); pin: El pin de operaciones es incorrecto. The provider did not do it: no money moved"#);
    replay.finish().unwrap();
}
