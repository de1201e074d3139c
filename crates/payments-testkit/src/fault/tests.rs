//! How a failing test shows which fault it met, and how to reproduce it.

use std::error::Error;
use std::process::Command;

use http::StatusCode;
use payments_core::Operation;
use payments_kit::http::{Delivery, HttpRequest, HttpTransport};
use url::Url;

use super::*;
use crate::Canned;

fn faulty(plan: FaultPlan) -> FaultyTransport {
    let canned = Canned::returning(StatusCode::OK, "application/json", "{}");
    FaultyTransport::new(canned, plan)
}

fn request(operation: Operation) -> HttpRequest {
    let url = Url::parse("https://shop.example/").unwrap();
    HttpRequest::get(operation, url)
}

#[tokio::test]
async fn an_error_says_in_its_cause_which_call_met_which_fault_and_with_what_seed() {
    let seed = 42;
    let transport = faulty(FaultPlan::by_chance_of(seed, 1, [Fault::BreakAfter]));
    let sent = transport.send(request(Operation::CONFIRM_PAYMENT)).await;
    let error = sent.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Possible);
    insta::assert_snapshot!(error.source().unwrap(), @"call 1, confirm_payment: break_after, a fault by chance in one call of 1, seed 42, of break_after");
    assert!(format!("{error:?}").contains("seed 42"), "{error:?}");
}

#[tokio::test]
async fn a_report_names_the_calls_whose_response_was_changed_without_an_error() {
    let plan = FaultPlan::script([(2, Fault::Html), (3, Fault::StatusBefore(503))]);
    let transport = faulty(plan.on(Operation::VOID_PAYMENT));
    for operation in [
        Operation::VOID_PAYMENT,
        Operation::GET_PAYMENT,
        Operation::VOID_PAYMENT,
        Operation::VOID_PAYMENT,
    ] {
        transport.send(request(operation)).await.unwrap();
    }
    insta::assert_snapshot!(transport.faults(), @r"
    3 calls, faults by script: html in call 2; status_before_503 in call 3; (calls of void_payment only)
      call 2, void_payment: html
      call 3, void_payment: status_before_503
    ");
}

#[tokio::test]
async fn a_rejection_keeps_its_status() {
    let refusing = Canned::returning(StatusCode::BAD_REQUEST, "application/json", "{}");
    let transport = FaultyTransport::new(refusing, FaultPlan::always(Fault::Notice));
    let response = transport.send(request(Operation::VOID_PAYMENT)).await;
    assert_eq!(response.unwrap().status(), StatusCode::BAD_REQUEST);
}

/// The test of the same name with `_in_a_process_of_its_own` runs it.
#[tokio::test]
#[ignore = "it fails on purpose, so that another test sees what it says"]
async fn a_failing_test_shows_its_seed() {
    let transport = faulty(FaultPlan::by_chance_of(4711, 1, [Fault::Html]));
    let response = transport.send(request(Operation::VOID_PAYMENT)).await;
    let body = response.unwrap().body().to_vec();
    assert_eq!(body, b"{}", "the client was not told");
}

#[test]
fn a_failing_test_shows_its_seed_in_a_process_of_its_own() {
    let name = "fault::tests::a_failing_test_shows_its_seed";
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", name])
        .output()
        .unwrap();
    assert!(!run.status.success());
    let shown = String::from_utf8(run.stdout).unwrap();
    let report = "1 calls, faults by chance in one call of 1, seed 4711, of html\n  \
                  call 1, void_payment: html";
    assert!(shown.contains(report), "{shown}");
}
