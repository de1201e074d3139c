//! Each exit code, what leads to it, and the table of them in the help and the README.

use std::fs;
use std::net::TcpListener;

use payments_core::Operation;
use payments_sim::Simulator;
use payments_testkit::{Fault, FaultPlan};

use crate::mpandco::ORDER;
use crate::pagofacil::{contract, order};
use crate::shell::{Ended, keys, mpandco, pagofacil, payments_in, shell};

/// Runs the settlement of the order with this callback.
async fn settle(simulator: &Simulator, id: &str, callback: &str) -> Ended {
    let settle = [
        "settle-payment",
        "--reference=ORDER-1",
        "--amount=25.50",
        callback,
        id,
    ];
    mpandco(simulator, &settle, "").await
}

#[tokio::test]
async fn settle_payment_succeeds_only_for_a_paid_order() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await.json();
    let id = created["id"].as_str().unwrap();
    let returned = format!("--returned=https://shop.example/p?paymentIntent={id}&payerId=abc");
    let waiting = settle(&simulator, id, &returned).await;
    assert_eq!(waiting.code, 7, "{waiting:?}");
    assert_eq!(waiting.json()["settlement"], "pending");

    let returned = simulator.approve_payment(id).unwrap();
    let returned = format!("--returned={returned}");
    for expected in ["paid", "already_paid"] {
        let settled = settle(&simulator, id, &returned).await;
        assert_eq!(settled.code, 0, "{settled:?}");
        assert_eq!(settled.json()["settlement"], expected);
    }
    mpandco(&simulator, &["void-payment", id], "").await.json();
    let late = settle(&simulator, id, &returned).await;
    assert_eq!(late.code, 7, "{late:?}");
    assert_eq!(late.json()["settlement"], "returned");
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
}

#[tokio::test]
async fn a_rejected_callback_is_a_rejection() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await.json();
    let id = created["id"].as_str().unwrap();
    for callback in [
        "--returned=https://shop.example/p?paymentIntent=another&payerId=abc",
        "--returned=https://shop.example/p?payerId=abc",
        "--returned=https://shop.example/p",
        "--called=https://shop.example/p?paymentIntent=one&paymentIntent=two",
    ] {
        let rejected = settle(&simulator, id, callback).await;
        assert_eq!(rejected.code, 3, "{callback} {rejected:?}");
        assert_eq!(rejected.failure()["exit_code"], 3);
    }
}

#[tokio::test]
async fn wrong_keys_exit_alike_for_both_providers() {
    let simulator = Simulator::start().await.unwrap();
    let (mpandco_url, pagofacil_url) = (
        simulator.mpandco_base_url().to_string(),
        simulator.pagofacil_base_url().to_string(),
    );
    let wrong = || {
        let mut keys = keys();
        keys.iter_mut()
            .for_each(|(_, key)| *key = "wrong".to_owned());
        keys
    };
    let order = order("ORDER-1").to_string();
    let contract = contract().to_string();
    let mut create = vec!["mpandco", "--base-url", &mpandco_url];
    create.extend(ORDER);
    let by_url = ["pagofacil", "--base-url", &pagofacil_url];
    for (command, input) in [
        (create, ""),
        (
            vec!["mpandco", "--base-url", &mpandco_url, "get-payment", "x"],
            "",
        ),
        (
            vec!["mpandco", "--base-url", &mpandco_url, "check-credentials"],
            "",
        ),
        ([&by_url[..], &["create-payment"]].concat(), &*order),
        (
            [&by_url[..], &["register-subscription"]].concat(),
            &*contract,
        ),
        ([&by_url[..], &["search-transactions"]].concat(), ""),
    ] {
        let refused = payments_in(wrong(), &command, input).await;
        assert_eq!(refused.code, 3, "{command:?} {refused:?}");
    }
}

#[tokio::test]
async fn a_failed_read_never_exits_as_if_money_had_moved() {
    let simulator = Simulator::start().await.unwrap();
    for fault in ["html", "break_after", "truncate"] {
        let Ok(fault) = fault.parse::<Fault>() else {
            panic!("{fault} is not a fault");
        };
        for operation in [Operation::GET_PAYMENT, Operation::LIST_PAYMENTS] {
            simulator.set_faults(FaultPlan::always(fault).on(operation));
            let command = match operation {
                Operation::GET_PAYMENT => vec!["get-payment", "x"],
                _ => vec!["list-payments"],
            };
            let failed = mpandco(&simulator, &command, "").await;
            assert_eq!(failed.code, 1, "{fault} {command:?} {failed:?}");
            let failure = failed.failure();
            assert_eq!(failure["safe_to_repeat"], true, "{failure}");
            assert_eq!(failure["find_out"], serde_json::Value::Null);
        }
    }
}

#[tokio::test]
async fn an_unknown_outcome_prints_the_command_that_finds_out() {
    let simulator = Simulator::start().await.unwrap();
    let lose = |operation| {
        simulator.set_faults(FaultPlan::always(Fault::BreakAfter).on(operation));
    };
    lose(Operation::CREATE_PAYMENT);
    let lost = mpandco(&simulator, &ORDER, "").await;
    simulator.clear_faults();
    assert_eq!(lost.code, 4, "{lost:?}");
    let failure = lost.failure();
    let command = failure["find_out"].as_str().unwrap();
    assert!(failure["message"].as_str().unwrap().contains(command));
    let start = "payments mpandco --base-url http://127.0.0.1:";
    assert!(command.starts_with(start), "{command}");
    assert!(
        command.contains(" resolve-payment ORDER-1 --attempted-at "),
        "{command}"
    );
    // It is as young as the call, which may still be in progress; what happened is found at once.
    let found = shell(command).await;
    assert_eq!(found.code, 0, "{command}: {found:?}");
    assert!(found.out.contains("happened"), "{found:?}");

    simulator.pagofacil().set_next_charge(true);
    lose(Operation::CREATE_PAYMENT);
    let reference = "ORDER-1's&more";
    let lost = pagofacil(
        &simulator,
        &["create-payment"],
        &order(reference).to_string(),
    )
    .await;
    simulator.clear_faults();
    assert_eq!(lost.code, 4, "{lost:?}");
    let failure = lost.failure();
    let found = shell(failure["find_out"].as_str().unwrap()).await;
    assert_eq!(found.code, 0, "{failure}: {found:?}");
    assert!(found.out.contains(reference), "{found:?}");
}

#[tokio::test]
async fn a_call_whose_result_cannot_be_printed_is_done() {
    let simulator = Simulator::start().await.unwrap();
    let base_url = simulator.mpandco_base_url();
    let order: Vec<String> = ORDER.iter().map(|text| format!("'{text}'")).collect();
    let create = format!(
        "payments mpandco --base-url {base_url} {} > /dev/full",
        order.join(" ")
    );
    let created = shell(&create).await;
    assert_eq!(created.code, 6, "{created:?}");
    let intents = simulator.mpandco().intents();
    assert_eq!(intents.len(), 1);
    assert!(created.err.contains("awaiting approval"), "{created:?}");
    assert!(created.err.contains("the call was done"), "{created:?}");
}

#[tokio::test]
async fn a_request_that_reaches_nothing_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let mut create = vec!["mpandco", "--base-url", &base_url];
    create.extend(ORDER);
    let not_sent = payments_in(keys(), &create, "").await;
    assert_eq!(not_sent.code, 5, "{not_sent:?}");
    assert!(not_sent.err.contains("Nothing was sent"), "{not_sent:?}");
}

#[tokio::test]
async fn the_table_of_exit_codes_is_the_same_everywhere() {
    let help = payments_in(Vec::new(), &["--help"], "").await;
    let (_, table) = help.out.split_once("Exit codes:\n").unwrap();
    let table: String = table
        .split("\n\n")
        .next()
        .unwrap()
        .lines()
        .map(|line| {
            // A wrapped line goes on.
            let text = line.trim();
            let starts = text.chars().next().is_some_and(|c| c.is_ascii_digit());
            let gap = if starts { "\n" } else { " " };
            format!("{gap}{text}")
        })
        .collect();
    let rows: Vec<&str> = table.trim().lines().collect();
    assert_eq!(rows.len(), 8, "{rows:?}");
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    for row in rows {
        let (code, meaning) = row.split_once("  ").unwrap();
        let row = format!("| {code} | {meaning} |");
        assert!(readme.contains(&row), "the README lacks the row\n{row}");
    }
}
