use payments_core::{
    Confirmation, DeclineReason, ErrorKind, Outcome, PaymentProvider, PaymentStatus,
};

use crate::support::{ID, PAYER, replaying};

fn confirmation() -> Confirmation {
    Confirmation::by_payer(ID, PAYER)
}

#[tokio::test]
async fn an_executed_sale_is_paid_and_has_a_receipt() {
    let (mpandco, replay) = replaying(&["mpandco/confirm_payment/executed"]);
    let payment = mpandco.confirm_payment(&confirmation()).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Paid);
    insta::assert_snapshot!("confirm_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("confirm_payment_executed", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_response_that_does_not_say_executed_proves_nothing() {
    let (mpandco, replay) = replaying(&["mpandco/confirm_payment/not_executed"]);
    let error = mpandco.confirm_payment(&confirmation()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    insta::assert_snapshot!(error, @r#"mpandco confirm_payment: the response cannot be read: the response does not decide it: the payment is Approved, not Paid. Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_confirmation, which calls get_payment("f5d6a0ee-4a3c-11ee-8a1b-0242ac120002")"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_wallet_without_the_money_is_a_decline_for_insufficient_funds() {
    let (mpandco, replay) = replaying(&["mpandco/confirm_payment/insufficient_funds"]);
    let error = mpandco.confirm_payment(&confirmation()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.kind(), ErrorKind::Declined);
    let reason = error.decline().map(|decline| decline.reason);
    assert_eq!(reason, Some(DeclineReason::InsufficientFunds));
    insta::assert_snapshot!(error, @r#"mpandco confirm_payment: the payment was declined: insufficient funds; the same payment method may be tried again (the provider responded 400 "Saldo insuficiente para realizar este envío de dinero."). The provider did not do it: no money moved"#);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_503_is_neither_a_success_nor_a_reason_to_confirm_again() {
    let (mpandco, replay) = replaying(&["mpandco/confirm_payment/unavailable"]);
    let error = mpandco.confirm_payment(&confirmation()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.outcome(), Outcome::Unknown);
    insta::assert_snapshot!(error, @r#"mpandco confirm_payment: the provider is unavailable (the provider responded 503). Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_confirmation, which calls get_payment("f5d6a0ee-4a3c-11ee-8a1b-0242ac120002")"#);
    replay.finish().unwrap();
}
