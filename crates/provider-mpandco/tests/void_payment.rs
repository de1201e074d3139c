use payments_core::{ErrorKind, Outcome, PaymentId, PaymentProvider, PaymentStatus};
use payments_testkit::Replay;
use time::Duration;

use crate::support::{ID, client_at, clock, replaying};

const EXECUTED: &str = "mpandco/get_payment/executed";

#[tokio::test]
async fn an_intent_is_annulled_by_its_own_link() {
    let (mpandco, replay) = replaying(&[EXECUTED, "mpandco/void_payment/annulled_by_link"]);
    let payment = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Voided);
    insta::assert_snapshot!("void_payment_request", replay.sent()[2].exposed());
    insta::assert_debug_snapshot!("void_payment_annulled", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn without_link_and_time_the_service_is_asked_at_the_documented_path() {
    let (mpandco, replay) = replaying(&[
        "mpandco/get_payment/executed_without_links",
        "mpandco/void_payment/annulled",
    ]);
    let payment = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Voided);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/executed_foreign_cancel"]);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco void_payment: the response cannot be read: the response links to another server than the configured service. Nothing was sent");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_day_after_its_execution_nothing_is_sent() {
    let exchanges = ["mpandco/token/granted", EXECUTED];
    let replay = Replay::of(&exchanges).unwrap();
    let clock = clock();
    clock.advance(Duration::hours(24) + Duration::SECOND);
    let mpandco = client_at(replay.clone(), clock);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco void_payment: the provider refused the call: it was executed at 2021-05-19 18:26:34.0 -04:00:00, and now it is 2021-05-20 18:26:35.0 -04:00:00: an intent can be annulled within 24 hours. Nothing was sent");
    replay.finish().unwrap();
}

#[tokio::test]
async fn at_the_deadline_the_service_decides_and_its_no_is_a_rejection() {
    let exchanges = [
        "mpandco/token/granted",
        EXECUTED,
        "mpandco/void_payment/too_late",
    ];
    let replay = Replay::of(&exchanges).unwrap();
    let clock = clock();
    clock.advance(Duration::hours(24));
    let mpandco = client_at(replay.clone(), clock);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco void_payment: the provider refused the call (the provider responded 400 "La intención de pago solo puede ser anulada durante las primeras 24 horas."). The provider did not do it: no money moved"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_response_that_does_not_say_annulled_proves_nothing() {
    let (mpandco, replay) = replaying(&[EXECUTED, "mpandco/void_payment/still_executed"]);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    insta::assert_snapshot!(error, @r#"mpandco void_payment: the response cannot be read: the response does not decide it: the payment is Paid, not Voided. Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_void, which calls get_payment("f5d6a0ee-4a3c-11ee-8a1b-0242ac120002")"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_intent_that_cannot_be_fetched_is_not_annulled() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/not_found"]);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.outcome(), Outcome::NotSent);
    replay.finish().unwrap();
}
