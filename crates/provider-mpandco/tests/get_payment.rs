use payments_core::{ErrorKind, Outcome, PaymentId, PaymentProvider, PaymentStatus};

use crate::support::{ID, replaying};

#[tokio::test]
async fn a_payment_is_fetched_whole() {
    let (mpandco, replay) = replaying(&[
        "mpandco/get_payment/created",
        "mpandco/get_payment/authorized",
    ]);
    let id = PaymentId::new(ID);
    let created = mpandco.get_payment(&id).await.unwrap();
    let approved = mpandco.get_payment(&id).await.unwrap();
    insta::assert_snapshot!("get_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("get_payment_created", created);
    insta::assert_debug_snapshot!("get_payment_authorized", approved);
    replay.finish().unwrap();
}

#[tokio::test]
async fn amounts_as_texts_are_exact_and_links_may_be_missing() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/string_amounts"]);
    let payment = mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    insta::assert_debug_snapshot!("get_payment_string_amounts", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_unknown_state_keeps_its_name() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/unknown_state"]);
    let payment = mpandco.get_payment(&PaymentId::new(ID)).await.unwrap();
    assert_eq!(
        *payment.status(),
        PaymentStatus::Other("refunding".to_owned())
    );
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/not_found"]);
    let error = mpandco.get_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.outcome(), Outcome::Rejected);
    replay.finish().unwrap();
}
