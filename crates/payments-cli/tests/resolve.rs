use payments_core::Operation;
use payments_sim::Simulator;
use payments_testkit::{Fault, FaultPlan};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::mpandco::ORDER;
use crate::pagofacil::{contract, order};
use crate::shell::{Ended, mpandco, pagofacil};

/// So long ago that every call has settled.
const LONG_AGO: &str = "--attempted-at=2020-01-01T00:00:00Z";

/// Loses the responses of an operation after the service did its work.
fn lose_responses(simulator: &Simulator, operation: Operation) {
    simulator.set_faults(FaultPlan::always(Fault::BreakAfter).on(operation));
}

fn assert_lost(ended: &Ended, simulator: &Simulator) {
    assert_eq!(ended.code, 4, "{ended:?}");
    simulator.clear_faults();
}

fn assert_happened(resolved: &Ended, id: Option<&str>, status: &str) {
    assert_eq!(resolved.code, 0, "{resolved:?}");
    let told = resolved.json();
    assert_eq!(told["resolution"], "happened");
    assert_eq!(told["found"]["status"], status);
    if let Some(id) = id {
        assert_eq!(told["found"]["id"], id);
    }
}

fn assert_still_unknown(resolved: &Ended, why: &str) {
    assert_eq!(resolved.code, 4, "{resolved:?}");
    let told = resolved.json();
    assert_eq!(told["resolution"], "still_unknown");
    assert!(told["why"].as_str().unwrap().contains(why), "{told}");
}

#[tokio::test]
async fn an_unknown_outcome_at_mpandco_is_resolved() {
    let simulator = Simulator::start().await.unwrap();
    lose_responses(&simulator, Operation::CREATE_PAYMENT);
    assert_lost(&mpandco(&simulator, &ORDER, "").await, &simulator);
    let created = mpandco(&simulator, &["resolve-payment", "ORDER-1", LONG_AGO], "").await;
    assert_happened(&created, None, "awaiting_approval");
    let id = created.json()["found"]["id"].as_str().unwrap().to_owned();

    let returned = simulator.approve_payment(&id).unwrap();
    let (_, payer) = returned
        .query_pairs()
        .find(|(name, _)| name == "payerId")
        .unwrap();
    let payer = format!("--payer={payer}");
    lose_responses(&simulator, Operation::CONFIRM_PAYMENT);
    let paid = mpandco(&simulator, &["confirm-payment", &id, &payer], "").await;
    assert_lost(&paid, &simulator);
    let paid = mpandco(&simulator, &["resolve-confirmation", &id, LONG_AGO], "").await;
    assert_happened(&paid, Some(&id), "paid");

    lose_responses(&simulator, Operation::VOID_PAYMENT);
    let voided = mpandco(&simulator, &["void-payment", &id], "").await;
    assert_lost(&voided, &simulator);
    let voided = mpandco(&simulator, &["resolve-void", &id, LONG_AGO], "").await;
    assert_happened(&voided, Some(&id), "voided");
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);

    let refund = ["resolve-refund", id.as_str(), LONG_AGO];
    let refunded = mpandco(&simulator, &refund, "").await;
    assert_happened(&refunded, Some(&id), "refunded");

    // No call of the service finds a payout.
    let payout = mpandco(&simulator, &["resolve-payout", "R-1", LONG_AGO], "").await;
    assert_still_unknown(&payout, "on its own pages");
}

#[tokio::test]
async fn an_absence_counts_only_when_the_call_has_settled() {
    let simulator = Simulator::start().await.unwrap();
    let absent = mpandco(&simulator, &["resolve-payment", "ORDER-9", LONG_AGO], "").await;
    assert_eq!(absent.code, 0, "{absent:?}");
    assert_eq!(absent.json()["resolution"], "did_not_happen");
    let now = OffsetDateTime::now_utc().format(&Rfc3339).unwrap();
    let now = format!("--attempted-at={now}");
    let young = mpandco(&simulator, &["resolve-payment", "ORDER-9", &now], "").await;
    assert_still_unknown(&young, "do not repeat the call before");

    for bad in ["--attempted-at=yesterday", "--attempted-at=2031-01-31"] {
        let refused = mpandco(&simulator, &["resolve-payment", "ORDER-9", bad], "").await;
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("2031-01-31T10:00:00Z"), "{refused:?}");
    }
    let timeless = mpandco(&simulator, &["resolve-payment", "ORDER-9"], "").await;
    assert_eq!(timeless.code, 2, "{timeless:?}");
}

#[tokio::test]
async fn an_unknown_outcome_at_pagofacil_is_resolved() {
    let simulator = Simulator::start().await.unwrap();
    simulator.pagofacil().set_next_charge(true);
    lose_responses(&simulator, Operation::CREATE_PAYMENT);
    let document = order("ORDER-1").to_string();
    let charged = pagofacil(&simulator, &["create-payment"], &document).await;
    assert_lost(&charged, &simulator);
    let charged = pagofacil(&simulator, &["resolve-payment", "ORDER-1", LONG_AGO], "").await;
    assert_happened(&charged, None, "paid");

    let document = contract().to_string();
    let registered = pagofacil(&simulator, &["register-subscription"], &document).await;
    let id = registered.json()["subscription"]["id"].clone();
    let id = id.as_str().unwrap();
    // The service has no search for contracts: only those with a charge are found.
    let searched = ["resolve-subscription", "CONTRACT-1", LONG_AGO];
    let searched = pagofacil(&simulator, &searched, "").await;
    assert_still_unknown(&searched, "not everything was searched");

    lose_responses(&simulator, Operation::CANCEL_SUBSCRIPTION);
    let cancelled = pagofacil(&simulator, &["cancel-subscription", id], "").await;
    assert_lost(&cancelled, &simulator);
    let cancelled = pagofacil(&simulator, &["resolve-cancellation", id, LONG_AGO], "").await;
    assert_happened(&cancelled, Some(id), "cancelled");
}
