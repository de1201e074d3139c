use payments_core::{
    Currency, ErrorKind, Money, Outcome, PaymentProvider, PaymentProviderExt, RefundRequest,
};
use payments_testkit::{Canned, Fixture, Replay};
use provider_mpandco::TOKEN;
use time::{Duration, OffsetDateTime};

use crate::support::{ID, client_at, clock, replaying};

const EXECUTED: &str = "mpandco/get_payment/executed";

fn whole() -> RefundRequest {
    RefundRequest::full(ID, ID)
}

#[tokio::test]
async fn a_refund_is_the_annulment_of_the_payment() {
    let amount = Money::parse("20", Currency::VES).unwrap();
    let in_full = RefundRequest::partial(ID, ID, amount);
    for request in [whole(), in_full] {
        let (mpandco, replay) = replaying(&[EXECUTED, "mpandco/refund_payment/annulled_by_link"]);
        let refund = mpandco.refund_payment(&request).await.unwrap();
        insta::assert_debug_snapshot!("refund_payment_annulled", refund);
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn a_part_is_not_refunded_and_the_error_names_the_way_that_is_left() {
    let (mpandco, replay) = replaying(&[EXECUTED]);
    let part = Money::parse("19.99", Currency::VES).unwrap();
    let request = RefundRequest::partial(ID, ID, part);
    let error = mpandco.refund_payment(&request).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco refund_payment: the provider refused the call: only the whole payment can be refunded, and 19.99 VES is not; otherwise a person sends the money back from the wallet. Nothing was sent");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_reference_that_the_service_does_not_keep_is_refused() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let request = RefundRequest::full(ID, "REFUND-1");
    let error = mpandco.refund_payment(&request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    insta::assert_snapshot!(error, @"mpandco refund_payment: the request is invalid; reference: must be the id of the payment: mPandco keeps no reference of a refund. Nothing was sent");
    replay.finish().unwrap();
}

#[tokio::test]
async fn after_a_day_or_a_refusal_no_money_moved() {
    let exchanges = ["mpandco/token/granted", EXECUTED];
    let replay = Replay::of(&exchanges).unwrap();
    let late = clock();
    late.advance(Duration::hours(24) + Duration::SECOND);
    let mpandco = client_at(replay.clone(), late);
    let error = mpandco.refund_payment(&whole()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Refused, Outcome::NotSent)
    );
    replay.finish().unwrap();

    let (mpandco, replay) = replaying(&[EXECUTED, "mpandco/refund_payment/too_late"]);
    let error = mpandco.refund_payment(&whole()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Refused, Outcome::Rejected)
    );
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_refund_whose_outcome_is_unknown_is_resolved_by_the_payment() {
    let (mpandco, replay) = replaying(&[EXECUTED, "mpandco/refund_payment/still_executed"]);
    let error = mpandco.refund_payment(&whole()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    insta::assert_snapshot!(error, @r#"mpandco refund_payment: the response cannot be read: the response does not decide it: the payment is Paid, not Voided. Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_refund, which calls find_refund("f5d6a0ee-4a3c-11ee-8a1b-0242ac120002")"#);
    replay.finish().unwrap();

    let long_ago = OffsetDateTime::UNIX_EPOCH;
    let resolved = |fixture: &'static str| async move {
        let (mpandco, replay) = replaying(&[&format!("mpandco/find_refund/{fixture}")]);
        let resolution = mpandco.resolve_refund(&ID.into(), long_ago).await;
        replay.finish().unwrap();
        let shown = format!("{resolution:?}");
        shown
            .split([' ', '('])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(resolved("annulled").await, "Happened");
    assert_eq!(resolved("executed").await, "DidNotHappen");
    assert_eq!(resolved("not_found").await, "StillUnknown");
    assert_eq!(resolved("unknown_state").await, "StillUnknown");
}

#[tokio::test]
async fn a_response_that_contradicts_itself_neither_shows_nor_rules_out_a_refund() {
    for case in ["annulled", "executed"] {
        let shown = Fixture::load(&format!("mpandco/find_refund/{case}")).unwrap();
        let body = String::from_utf8(shown.response_body().to_vec()).unwrap();
        // An error beside the payment.
        let doubtful = body.replacen('{', r#"{ "error": "server_error", "#, 1);
        let token = Fixture::load("mpandco/token/granted").unwrap().response();
        let shown = Canned::response(shown.status(), "application/json", doubtful);
        let canned = Canned::with(move |request| {
            let is_token = request.operation() == TOKEN;
            Ok(if is_token {
                token.clone()
            } else {
                shown.clone()
            })
        });
        let found = client_at(canned, clock()).find_refund(&ID.into()).await;
        let found = found.unwrap();
        assert!(found.matches().is_empty(), "{case}");
        let gap = found.gap().unwrap();
        assert!(gap.contains("contradicts itself"), "{case}: {gap}");
    }
}
