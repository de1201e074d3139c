use payments_core::{ErrorKind, Outcome, PageRequest, PageToken, PaymentProvider};
use payments_testkit::Replay;

use crate::support::{client_at, clock, replaying};

#[tokio::test]
async fn pages_lead_to_the_oldest_payment() {
    let (mpandco, replay) =
        replaying(&["mpandco/list_payments/first", "mpandco/list_payments/last"]);
    let first = mpandco.list_payments(&PageRequest::first()).await.unwrap();
    assert_eq!(first.total, Some(3));
    insta::assert_debug_snapshot!("list_payments_first", first);
    let next = PageRequest::after(first.next.unwrap());
    let last = mpandco.list_payments(&next).await.unwrap();
    insta::assert_snapshot!("list_payments_request", replay.sent()[1].exposed());
    insta::assert_snapshot!("list_payments_next_request", replay.sent()[2].exposed());
    assert_eq!(last.items.len(), 2);
    assert_eq!(last.next, None);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_empty_history_is_one_page() {
    let (mpandco, replay) = replaying(&["mpandco/list_payments/empty"]);
    let page = mpandco.list_payments(&PageRequest::first()).await.unwrap();
    assert!(page.items.is_empty());
    assert_eq!((page.next, page.total), (None, None));
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_next_page_elsewhere_or_on_this_very_page_is_an_error() {
    let (mpandco, replay) = replaying(&["mpandco/list_payments/foreign_next"]);
    let error = mpandco.list_payments(&PageRequest::first()).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    insta::assert_snapshot!(error, @"mpandco list_payments: the response cannot be read: the response links to another server than the configured service. It only reads: repeating it is safe");
    replay.finish().unwrap();

    let (mpandco, replay) = replaying(&["mpandco/list_payments/own_next"]);
    let error = mpandco.list_payments(&PageRequest::first()).await;
    insta::assert_snapshot!(error.unwrap_err(), @"mpandco list_payments: the response cannot be read: the pages of the listing lead back to an earlier page. It only reads: repeating it is safe");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_page_that_somebody_made_up_is_not_fetched() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    for token in [
        "",
        "//evil.example/api/payment-intent/?page=2",
        "https://evil.example/api/payment-intent/?page=2",
        "/oauth/v2/token",
        "/api/../bc38875a09308a2/codes.json",
    ] {
        let page = PageRequest::after(PageToken::new(token));
        let error = mpandco.list_payments(&page).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{token}");
        assert_eq!(error.violations()[0].field(), "page");
    }
    replay.finish().unwrap();
}
