use payments_core::{ErrorKind, MerchantReference, Outcome, PaymentProvider};
use payments_testkit::Replay;

use crate::support::{builder_at, client_at, clock, replaying};

const FIRST: &str = "mpandco/find_payment/first";
const LAST: &str = "mpandco/find_payment/last";

fn reference() -> MerchantReference {
    MerchantReference::new("ORDER-1")
}

#[tokio::test]
async fn the_whole_history_is_searched_newest_first_and_nothing_found_twice() {
    let (mpandco, replay) = replaying(&[FIRST, LAST]);
    let found = mpandco.find_payment(&reference()).await.unwrap();
    assert!(found.is_complete());
    let ids: Vec<&str> = found
        .matches()
        .iter()
        .map(|one| one.id().as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002",
            "c0000000-4a3c-11ee-8a1b-0242ac120002"
        ]
    );
    replay.finish().unwrap();
}

#[tokio::test]
async fn nothing_found_in_all_of_it_is_an_empty_response() {
    let (mpandco, replay) = replaying(&[FIRST, LAST]);
    let found = mpandco.find_payment(&"ORDER-9".into()).await.unwrap();
    assert!(found.is_complete() && found.matches().is_empty());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_search_that_stopped_at_its_limit_says_so() {
    let replay = Replay::of(&["mpandco/token/granted", FIRST]).unwrap();
    let builder = builder_at(replay.clone(), clock());
    let mpandco = builder.with_search_limit(1).build().unwrap();
    let found = mpandco.find_payment(&reference()).await.unwrap();
    assert_eq!(found.matches().len(), 1);
    insta::assert_snapshot!(found.gap().unwrap(), @"only the newest 2 payments were searched: the limit is 1 pages, and there are more");
    replay.finish().unwrap();
}

#[tokio::test]
async fn pages_that_go_round_end_the_search_with_an_error() {
    let (mpandco, replay) = replaying(&[
        FIRST,
        "mpandco/find_payment/second",
        "mpandco/find_payment/back_to_the_second",
    ]);
    let error = mpandco.find_payment(&reference()).await.unwrap_err();
    insta::assert_snapshot!(error, @"mpandco find_payment: the response cannot be read: the pages of the listing lead back to an earlier page. It only reads: repeating it is safe");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_empty_reference_or_a_limit_of_nothing_is_refused() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let error = mpandco.find_payment(&"".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let builder = builder_at(replay.clone(), clock());
    let error = builder.with_search_limit(0).build().unwrap_err();
    assert_eq!(error.violations()[0].field(), "search_limit");
    replay.finish().unwrap();
}
