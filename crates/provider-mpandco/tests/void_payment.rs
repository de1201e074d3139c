use payments_core::{Outcome, PaymentId, PaymentProvider, PaymentStatus};

use crate::support::{ID, replaying};

#[tokio::test]
async fn an_annulled_intent_is_voided() {
    let (mpandco, replay) = replaying(&["mpandco/void_payment/annulled"]);
    let payment = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Voided);
    insta::assert_snapshot!("void_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("void_payment_annulled", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_late_annulment_is_a_rejection() {
    let (mpandco, replay) = replaying(&["mpandco/void_payment/too_late"]);
    let error = mpandco.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco void_payment: the provider refused the call (the provider answered 400 "La intención de pago solo puede ser anulada durante las primeras 24 horas."). The provider did not do it: no money moved"#);
    replay.finish().unwrap();
}
