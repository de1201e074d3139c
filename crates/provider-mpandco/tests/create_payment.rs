use payments_core::{
    Currency, ErrorKind, Item, Money, Outcome, PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_testkit::Replay;

use crate::support::{client_at, clock, order, replaying};

#[tokio::test]
async fn a_sale_waits_for_its_payer_at_the_approval_page() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/button"]);
    let payment = mpandco.create_payment(&order()).await.unwrap();
    insta::assert_snapshot!("create_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("create_payment_button", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_payer_is_not_sent_to_a_host_that_an_answer_named() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/foreign_links"]);
    let payment = mpandco.create_payment(&order()).await.unwrap();
    assert_eq!(payment.next_action(), None);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_refused_form_names_every_field() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/invalid"]);
    let error = mpandco.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco create_payment: the request is invalid (the provider answered 400 "La URI de retorno es obligatoria."); transactions[0].amount.total: Este valor debe ser mayor que 0. The provider did not do it: no money moved"#);
    insta::assert_debug_snapshot!("create_payment_invalid", error);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_repeated() {
    let (mpandco, replay) = replaying(&[
        "mpandco/create_payment/expired_token",
        "mpandco/token/renewed",
        "mpandco/create_payment/button",
    ]);
    assert!(mpandco.create_payment(&order()).await.is_ok());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let (mpandco, replay) = replaying(&[
        "mpandco/create_payment/expired_token",
        "mpandco/token/renewed",
        "mpandco/create_payment/expired_token",
    ]);
    let error = mpandco.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.outcome(), Outcome::Rejected);
    replay.finish().unwrap();
}

#[tokio::test]
async fn bad_input_is_listed_whole_and_sends_nothing() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let request = PaymentRequest::new("", Money::parse("20.005", Currency::VES))
        .with_item(Item::new(" ", Money::parse("1", Currency::USD)).with_quantity(0));
    let error = mpandco.create_payment(&request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    reference: must not be empty
    amount: 20.005 has more than the 2 decimals of VES
    items[0].name: must not be empty
    items[0].quantity: must be at least 1
    return_urls: is required
    description: is required
    ");
    assert!(replay.sent().is_empty());
    replay.finish().unwrap();
}

#[tokio::test]
async fn only_bolivars_are_taken_and_only_web_pages_are_returned_to() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let request = PaymentRequest::new("ORDER-1", Money::parse("20", Currency::MXN))
        .with_description("x")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/".parse().unwrap(),
            "shop:cart".parse().unwrap(),
        ));
    let error = mpandco.create_payment(&request).await.unwrap_err();
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    return_urls.cancelled: must be an http or https URL
    amount: must be in VES, not in MXN
    ");
    replay.finish().unwrap();
}
