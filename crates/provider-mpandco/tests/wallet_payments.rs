use payments_core::{ErrorKind, Outcome, PageRequest};
use payments_testkit::Replay;
use provider_mpandco::model::{WalletPaymentId, WalletStatus};

use crate::support::{client_at, clock, replaying};

const ID: &str = "44a741ea-b8f1-11eb-924a-a3c0d8f958cb";

#[tokio::test]
async fn a_payment_of_the_wallet_is_read_whole_and_exactly() {
    let (mpandco, replay) = replaying(&["mpandco/get_wallet_payment/awaiting_receiver"]);
    let payment = mpandco.get_wallet_payment(&ID.into()).await.unwrap();
    insta::assert_snapshot!("get_wallet_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("get_wallet_payment_awaiting_receiver", payment);
    assert!(!payment.status.is_paid());
    assert_eq!(payment.recipient.unwrap().expose(), "584125550000");
    let text = payment.data["type_payment_label"].expose();
    assert_eq!(text, "Envío de dinero a [12 digits]");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_payment_with_hardly_anything_is_read_and_its_status_kept() {
    let (mpandco, replay) = replaying(&["mpandco/get_wallet_payment/bare"]);
    let payment = mpandco.get_wallet_payment(&ID.into()).await.unwrap();
    insta::assert_debug_snapshot!("get_wallet_payment_bare", payment);
    assert_eq!(payment.status, WalletStatus::Other("5500".to_owned()));
    assert!(!payment.status.is_paid());
    assert_eq!(payment.recipient.unwrap().expose(), "demo03");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_amount_of_the_wallet_that_cannot_be_read_is_absent_with_a_warning() {
    let (mpandco, replay) = replaying(&["mpandco/get_wallet_payment/unreadable_amount"]);
    let payment = mpandco.get_wallet_payment(&ID.into()).await.unwrap();
    assert_eq!(payment.amount, None);
    assert_eq!(payment.warnings, ["the amount is not a decimal number"]);
    replay.finish().unwrap();
}

#[tokio::test]
async fn only_the_requested_payment_of_the_wallet_is_returned() {
    for (fixture, kind) in [
        ("another", ErrorKind::UnreadableResponse),
        ("not_found", ErrorKind::NotFound),
    ] {
        let fixture = format!("mpandco/get_wallet_payment/{fixture}");
        let (mpandco, replay) = replaying(&[&fixture]);
        let error = mpandco.get_wallet_payment(&ID.into()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fixture}");
        replay.finish().unwrap();
    }
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let error = mpandco.get_wallet_payment(&WalletPaymentId::new("")).await;
    assert_eq!(error.unwrap_err().outcome(), Outcome::NotSent);
    replay.finish().unwrap();
}

#[tokio::test]
async fn the_history_of_the_wallet_is_read_page_by_page() {
    let (mpandco, replay) = replaying(&[
        "mpandco/list_wallet_payments/first",
        "mpandco/list_wallet_payments/last",
    ]);
    let page = PageRequest::first();
    let first = mpandco.list_wallet_payments(&page).await.unwrap();
    let statuses: Vec<&WalletStatus> = first.items.iter().map(|one| &one.status).collect();
    let expected = [&WalletStatus::AwaitingReceiver, &WalletStatus::Finished];
    assert_eq!(statuses, expected);
    assert!(first.items[1].status.is_paid());
    let next = PageRequest::after(first.next.unwrap());
    let last = mpandco.list_wallet_payments(&next).await.unwrap();
    assert_eq!(last.items[0].status, WalletStatus::CancelledBySender);
    assert_eq!((last.next, last.total), (None, Some(3)));
    insta::assert_snapshot!("list_wallet_payments_request", replay.sent()[1].exposed());
    insta::assert_snapshot!(
        "list_wallet_payments_next_request",
        replay.sent()[2].exposed()
    );
    replay.finish().unwrap();
}
