use payments_core::{
    Callback, Currency, Error, ErrorKind, Expected, Money, Outcome, PaymentProvider, Settlement,
    Webhook,
};
use payments_testkit::{Canned, Fixture, Replay};
use provider_mpandco::TOKEN;

use crate::support::{ID, PAYER, client_at, clock, replaying};

fn expected() -> Expected {
    let amount = Money::parse("20", Currency::VES).unwrap();
    Expected::new(ID, "ORDER-1", amount)
}

fn return_with(query: &str) -> Callback {
    let url = format!("https://shop.example/paid?{query}");
    Callback::browser_return(url.parse().unwrap())
}

fn call_with(query: &str) -> Callback {
    Webhook::new("").with_query(query).into()
}

fn returned() -> Callback {
    return_with(&format!("paymentIntent={ID}&payerId={PAYER}"))
}

fn call() -> Callback {
    call_with(&format!("id={ID}"))
}

/// What a callback comes to where the service holds this intent, and nothing is executed.
async fn unexecuted(fixture: &str, callback: Callback) -> payments_core::Result<Settlement> {
    let (mpandco, replay) = replaying(&[&format!("mpandco/settle_payment/{fixture}")]);
    let settled = mpandco.settle(&expected(), Some(&callback)).await;
    assert_eq!(replay.sent().len(), 2);
    replay.finish().unwrap();
    settled
}

fn listed(error: &Error) -> String {
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let lines = error.violations().iter().map(ToString::to_string);
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn an_authorized_payment_is_executed_for_the_payer_that_the_service_names() {
    for callback in [Some(returned()), Some(call()), None] {
        let (mpandco, replay) = replaying(&[
            "mpandco/settle_payment/authorized",
            "mpandco/confirm_payment/executed",
        ]);
        let settled = mpandco
            .settle(&expected(), callback.as_ref())
            .await
            .unwrap();
        assert!(matches!(settled, Settlement::Paid(_)), "{settled:?}");
        assert!(settled.is_paid());
        assert!(settled.payment().receipt().is_some());
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn any_other_state_is_told_and_nothing_executed() {
    let told = |settled: &Settlement| {
        let shown = format!("{settled:?}");
        shown.split('(').next().unwrap_or_default().to_owned()
    };
    for (fixture, response) in [
        ("executed", "AlreadyPaid"),
        ("created", "Pending"),
        ("canceled", "Cancelled"),
        ("annulled", "Returned"),
        ("unknown_state", "Other"),
        ("authorized_request", "Pending"),
    ] {
        let settled = unexecuted(fixture, returned()).await.unwrap();
        assert_eq!(told(&settled), response, "{fixture}");
        assert_eq!(settled.is_paid(), fixture == "executed");
    }
}

#[tokio::test]
async fn every_difference_is_a_violation_and_nothing_is_executed() {
    let error = unexecuted("of_another_order", returned()).await;
    let error = error.unwrap_err();
    insta::assert_snapshot!(listed(&error), @r#"
    reference: is "ORDER-2", not "ORDER-1"
    amount: is 0.01 USD, not 20.00 VES
    currency: is USD, not VES
    payer: is not the one that the callback names
    "#);
    insta::assert_snapshot!(error, @r#"mpandco settle_payment: the response does not match the request; reference: is "ORDER-2", not "ORDER-1"; amount: is 0.01 USD, not 20.00 VES; currency: is USD, not VES; payer: is not the one that the callback names. Nothing was sent"#);

    let error = unexecuted("cheaper_without_reference", call()).await;
    insta::assert_snapshot!(listed(&error.unwrap_err()), @r#"
    reference: is missing, not "ORDER-1"
    amount: is 19.99 VES, not 20.00 VES
    "#);
}

#[tokio::test]
async fn a_payer_who_is_not_the_one_that_approved_executes_nothing() {
    let forged = format!("paymentIntent={ID}&payerId=somebody");
    let forged_return = return_with(&forged);
    let error = unexecuted("authorized", forged_return).await.unwrap_err();
    insta::assert_snapshot!(listed(&error), @"payer: is not the one that the callback names");
    let forged_call = call_with(&forged);
    let error = unexecuted("executed", forged_call).await.unwrap_err();
    assert_eq!(
        listed(&error),
        "payer: is not the one that the callback names"
    );
}

#[tokio::test]
async fn the_payer_in_a_callback_is_never_used_in_place_of_the_real_one() {
    let error = unexecuted("authorized_without_payer", returned()).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"mpandco settle_payment: the response cannot be read: get_payment, which comes before it, failed: the response says that the payment is approved, but not by whom. Nothing was sent");
}

#[tokio::test]
async fn a_callback_about_another_payment_sends_nothing() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let other = return_with("paymentIntent=other&payerId=p");
    let error = mpandco.settle(&expected(), Some(&other)).await.unwrap_err();
    insta::assert_snapshot!(error, @"mpandco settle_payment: the response does not match the request; id: the callback is about another payment. Nothing was sent");
    let unnamed = call_with("payerId=p");
    let error = mpandco.settle(&expected(), Some(&unnamed)).await;
    insta::assert_snapshot!(error.unwrap_err(), @"mpandco settle_payment: the response does not match the request; callback: the callback names no payment. Nothing was sent");
    let amount = expected().amount();
    let nothing = Expected::new("", "", amount);
    let error = mpandco.settle(&nothing, Some(&call())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_lost_execution_is_unknown_and_names_the_way_to_find_out() {
    let (mpandco, replay) = replaying(&[
        "mpandco/settle_payment/authorized",
        "mpandco/confirm_payment/unavailable",
    ]);
    let error = mpandco
        .settle(&expected(), Some(&returned()))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.recourse().is_some());
    replay.finish().unwrap();
}

#[tokio::test]
async fn of_two_callbacks_at_once_the_later_one_finds_it_paid() {
    let (mpandco, replay) = replaying(&[
        "mpandco/settle_payment/authorized",
        "mpandco/confirm_payment/insufficient_funds",
        "mpandco/settle_payment/executed",
    ]);
    let settled = mpandco
        .settle(&expected(), Some(&returned()))
        .await
        .unwrap();
    assert!(matches!(settled, Settlement::AlreadyPaid(_)), "{settled:?}");
    replay.finish().unwrap();

    let (mpandco, replay) = replaying(&[
        "mpandco/settle_payment/authorized",
        "mpandco/confirm_payment/insufficient_funds",
        "mpandco/settle_payment/authorized",
    ]);
    let error = mpandco
        .settle(&expected(), Some(&returned()))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_payment_that_cannot_be_fetched_is_not_executed() {
    let (mpandco, replay) = replaying(&["mpandco/get_payment/not_found"]);
    let error = mpandco
        .settle(&expected(), Some(&returned()))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.kind(), ErrorKind::NotFound);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_refused_execution_is_no_success_where_another_payment_is_shown_as_paid() {
    let load = |name: &str| Fixture::load(&format!("mpandco/{name}")).unwrap();
    for (from, to) in [("ORDER-1", "ORDER-2"), (PAYER, "another-payer")] {
        let shown = load("settle_payment/authorized").response();
        let refused = load("confirm_payment/insufficient_funds").response();
        let paid = load("settle_payment/executed");
        let other = String::from_utf8(paid.response_body().to_vec()).unwrap();
        let other = Canned::response(paid.status(), "application/json", other.replace(from, to));
        let mut responses = vec![other, refused, shown];
        let token = load("token/granted").response();
        let canned = Canned::with(move |request| {
            let is_token = request.operation() == TOKEN;
            Ok(if is_token {
                token.clone()
            } else {
                responses.pop().unwrap()
            })
        });
        let mpandco = client_at(canned, clock());
        let error = mpandco
            .settle(&expected(), Some(&returned()))
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::Rejected, "{to}");
    }
}
