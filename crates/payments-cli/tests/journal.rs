//! Calls through the journal: never twice, never forgotten.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use payments_core::Operation;
use payments_sim::Simulator;
use payments_sim::mpandco::PIN;
use payments_testkit::{Fault, FaultPlan, samples};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::mpandco::ORDER;
use crate::pagofacil::order;
use crate::payouts::file;
use crate::shell::{CARD_CODE, Ended, keys, mpandco, pagofacil, payments_in};

/// A journal in a separate folder.
struct Journal {
    folder: TempDir,
}

impl Journal {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self { folder }
    }

    fn option(&self) -> String {
        let path = self.folder.path().join("journal.sqlite");
        format!("--journal={}", path.display())
    }

    async fn mpandco(&self, simulator: &Simulator, command: &[&str]) -> Ended {
        let option = self.option();
        mpandco(simulator, &[&[&*option], command].concat(), "").await
    }

    async fn pagofacil(&self, simulator: &Simulator, command: &[&str], input: &str) -> Ended {
        let option = self.option();
        pagofacil(simulator, &[&[&*option], command].concat(), input).await
    }

    /// Runs `payments journal`.
    async fn command(&self, command: &[&str]) -> Ended {
        let option = self.option();
        let start = ["--output=json", "journal", &option];
        payments_in(keys(), &[&start[..], command].concat(), "").await
    }

    async fn attempts(&self, command: &[&str]) -> Vec<Value> {
        let listed = self.command(command).await;
        assert_eq!(listed.code, 0, "{listed:?}");
        listed.json()["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn the_same_payment_is_created_once_and_another_under_its_reference_is_refused() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let first = journal.mpandco(&simulator, &ORDER).await;
    assert_eq!(first.code, 0, "{first:?}");
    let again = journal.mpandco(&simulator, &ORDER).await;
    assert_eq!(again.json()["id"], first.json()["id"], "{again:?}");
    assert!(again.err.contains("nothing was sent"), "{again:?}");
    let mut other = ORDER;
    other[3] = "--description=Three coffees";
    let other = journal.mpandco(&simulator, &other).await;
    assert_eq!(other.code, 2, "{other:?}");
    assert_eq!(simulator.mpandco().intents().len(), 1);

    let attempts = journal.attempts(&["show", "ORDER-1"]).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0]["state"], "done");
    assert_eq!(attempts[0]["amount"], "25.50 VES");
    assert!(journal.attempts(&["list"]).await.is_empty());
    // A person is told where the closed attempts are.
    let place = journal.option();
    let command = ["--output=table", "journal", &place, "list"];
    let listed = payments_in(keys(), &command, "").await;
    let note = "nothing is open; --all lists closed attempts too";
    assert!(listed.out.contains(note), "{listed:?}");
}

#[tokio::test]
async fn a_double_charge_of_one_order_is_one_charge() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let mut order = order("ORDER-1");
    order["param1"] = json!("a note");
    let order = order.to_string();
    simulator.pagofacil().set_next_charge(true);
    let first = journal
        .pagofacil(&simulator, &["create-payment"], &order)
        .await;
    assert_eq!(first.code, 0, "{first:?}");
    simulator.pagofacil().set_next_charge(true);
    let again = journal
        .pagofacil(&simulator, &["create-payment"], &order)
        .await;
    assert_eq!(again.json()["id"], first.json()["id"], "{again:?}");
    assert_eq!(simulator.pagofacil().charges().len(), 1);

    let mut files = Vec::new();
    for entry in fs::read_dir(journal.folder.path()).unwrap() {
        files.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    let text = String::from_utf8_lossy(&files);
    for secret in [&*samples::card_number(), &format!("\"{CARD_CODE}\""), PIN] {
        assert!(!text.contains(secret), "{secret} is in the journal");
    }
}

#[tokio::test]
async fn an_unknown_outcome_is_resolved_without_the_time_of_the_call() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let lose = FaultPlan::always(Fault::BreakAfter).on(Operation::CREATE_PAYMENT);
    simulator.set_faults(lose);
    let lost = journal.mpandco(&simulator, &ORDER).await;
    simulator.clear_faults();
    assert_eq!(lost.code, 4, "{lost:?}");
    // The journal does not let it be repeated.
    let again = journal.mpandco(&simulator, &ORDER).await;
    assert_eq!(again.code, 4, "{again:?}");
    assert_eq!(simulator.mpandco().intents().len(), 1);
    let open = journal.attempts(&["list"]).await;
    assert_eq!(open[0]["state"], "unknown", "{open:?}");

    let resolved = journal
        .mpandco(&simulator, &["resolve-payment", "ORDER-1"])
        .await;
    assert_eq!(resolved.json()["resolution"], "happened", "{resolved:?}");
    // The look-up leaves the journal as it is, and says what does not.
    assert!(resolved.err.contains("payments journal reconcile mpandco"));
    let base_url = simulator.mpandco_base_url();
    let reconcile = ["reconcile", "mpandco", "--base-url", base_url.as_str()];
    let lines = journal.command(&reconcile).await.json_lines();
    assert_eq!(lines[0]["happened"], true, "{lines:?}");
    assert_eq!(lines[1]["open"], 0, "{lines:?}");
    let absent = journal
        .mpandco(&simulator, &["resolve-payment", "ORDER-9"])
        .await;
    assert_eq!(absent.code, 2, "{absent:?}");
}

#[tokio::test]
async fn an_order_is_settled_through_the_journal() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let created = journal.mpandco(&simulator, &ORDER).await.json();
    let id = created["id"].as_str().unwrap();
    let settle = async |returned: &str| {
        let returned = format!("--returned={returned}");
        let order = [
            "settle-payment",
            id,
            "--reference=ORDER-1",
            "--amount=25.50",
            &returned,
        ];
        journal.mpandco(&simulator, &order).await
    };
    let early = settle(&format!(
        "https://shop.example/p?paymentIntent={id}&payerId=x"
    ))
    .await;
    assert_eq!(early.code, 7, "{early:?}");
    let returned = simulator.approve_payment(id).unwrap();
    let foreign = settle("https://shop.example/p?paymentIntent=another&payerId=x").await;
    assert_eq!(foreign.code, 3, "{foreign:?}");
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 0);
    for expected in ["paid", "already_paid"] {
        let settled = settle(returned.as_str()).await;
        assert_eq!(settled.code, 0, "{settled:?}");
        assert_eq!(settled.json()["settlement"], expected);
    }
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
    // The second call sends nothing: the journal has the refund.
    for _ in 0..2 {
        let refunded = journal.mpandco(&simulator, &["refund-payment", id]).await;
        assert_eq!(refunded.json()["status"], "refunded");
    }
    let late = settle(returned.as_str()).await;
    assert_eq!(late.code, 7, "{late:?}");
    assert_eq!(late.json()["settlement"], "returned");
}

/// Starts to send a file, and ends the process with this signal after the first row.
fn interrupt(simulator: &Simulator, journal: &Journal, path: &Path, signal: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_payments"))
        .args(["--output=json", "mpandco", "--base-url"])
        .arg(simulator.mpandco_base_url().as_str())
        .arg(journal.option())
        .args(["send-payouts", "--in-flight=4"])
        .arg(path)
        .env_clear()
        .envs(keys())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let kill = format!("kill -{signal} {}", child.id());
    let kill = Command::new("sh").args(["-c", &kill]).status();
    assert!(kill.unwrap().success());
    lines.for_each(drop);
    child.wait().unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_file_is_continued_without_sending_a_row_twice() {
    for signal in ["TERM", "KILL"] {
        let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
        let rows = 300;
        let path = file(&journal.folder, rows);
        tokio::task::block_in_place(|| interrupt(&simulator, &journal, &path, signal));
        let sent = simulator.mpandco().payouts().len();
        assert!(0 < sent && sent < rows, "{signal}: {sent} rows were sent");

        let file = path.to_str().unwrap();
        let resumed = journal
            .mpandco(&simulator, &["send-payouts", "--resume", file])
            .await;
        let printed = resumed.json_lines();
        assert_eq!(printed.len(), rows, "{signal}: {resumed:?}");
        let mut references: Vec<String> = simulator
            .mpandco()
            .payouts()
            .iter()
            .map(|payout| payout.reference.clone())
            .collect();
        let total = references.len();
        references.sort();
        references.dedup();
        assert_eq!(references.len(), total, "{signal}: a row was sent twice");
        let outcomes = |outcome: &str| {
            let rows = printed.iter().filter(|row| row["outcome"] == outcome);
            rows.count()
        };
        assert!(outcomes("done_before") > 0, "{signal}");
        let open = outcomes("unknown");
        assert_eq!(
            outcomes("done") + outcomes("done_before") + open,
            rows,
            "{signal}"
        );
        match signal {
            "TERM" => assert_eq!((open, total, resumed.code), (0, rows, 0), "{resumed:?}"),
            // What was in flight may have been sent: it is not sent again, whatever it was.
            _ => assert!(open <= 4, "{open} rows are open"),
        }
        assert_eq!(journal.attempts(&["list"]).await.len(), open, "{signal}");
    }
}

#[tokio::test]
async fn a_file_is_resumed_with_its_own_journal_only() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let path = file(&journal.folder, 2);
    let resume = ["send-payouts", "--resume", path.to_str().unwrap()];
    let refused = journal.mpandco(&simulator, &resume).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(simulator.mpandco().payouts().is_empty());
}

#[tokio::test]
async fn an_open_attempt_is_closed_by_a_person_with_a_reason() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let lose = FaultPlan::always(Fault::BreakBefore).on(Operation::SEND_PAYOUT);
    simulator.set_faults(lose);
    let path = file(&journal.folder, 1);
    let send = ["send-payouts", path.to_str().unwrap()];
    let lost = journal.mpandco(&simulator, &send).await;
    simulator.clear_faults();
    assert_eq!(lost.code, 4, "{lost:?}");
    let close = [
        "close",
        "R-1",
        "--did-not-happen",
        "--by=Ana",
        "--reason=not in the batch",
    ];
    let closed = journal.command(&close).await.json();
    assert_eq!(closed["items"][0]["state"], "failed", "{closed}");
    assert_eq!(closed["items"][0]["closed_by"], "Ana");
    let again = journal.command(&close).await;
    assert_eq!(again.code, 2, "{again:?}");
    let sent = journal.mpandco(&simulator, &send).await;
    assert_eq!(sent.code, 0, "{sent:?}");
    assert_eq!(simulator.mpandco().payouts().len(), 1);
}

#[tokio::test]
async fn a_pass_over_the_journal_prints_its_result_last() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    let created = journal.mpandco(&simulator, &ORDER).await;
    assert_eq!(created.code, 0, "{created:?}");
    let base_url = simulator.mpandco_base_url();
    let reconcile = ["reconcile", "mpandco", "--base-url", base_url.as_str()];
    let reconciled = journal.command(&reconcile).await;
    let lines = reconciled.json_lines();
    assert_eq!(
        lines.last().unwrap()["type"],
        "reconciliation",
        "{reconciled:?}"
    );
    assert_eq!(lines.last().unwrap()["open"], 0, "{reconciled:?}");
}

#[tokio::test]
async fn a_password_of_a_database_is_not_an_argument() {
    let place = "--journal=postgres://shop:s3cr3t-pass@localhost/shop";
    let refused = ["mpandco", place, "void-payment", "x"];
    let refused = payments_in(keys(), &refused, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("PAYMENTS_JOURNAL"), "{refused:?}");
    assert!(!refused.err.contains("s3cr3t-pass"), "{refused:?}");
}

/// The store of a journal, as the next pass over it finds it.
async fn store(journal: &Journal) -> payments_journal::store::SqliteStore {
    let path = journal.folder.path().join("journal.sqlite");
    payments_journal::store::SqliteStore::open(path)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_was_printed_is_not_delivered_by_the_next_pass() {
    use payments_journal::store::{Filter, JournalStore, Task};

    for environment in ["--sandbox", "--production"] {
        let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
        let create = [&[environment, "--yes"], &ORDER[..]].concat();
        let created = journal.mpandco(&simulator, &create).await.json();
        let id = created["id"].as_str().unwrap();
        let returned = simulator.approve_payment(id).unwrap();
        let returned = format!("--returned={returned}");
        let settle = [
            environment,
            "--yes",
            "settle-payment",
            id,
            "--reference=ORDER-1",
            "--amount=25.50",
            &returned,
        ];
        let settled = journal.mpandco(&simulator, &settle).await;
        assert_eq!(settled.code, 0, "{settled:?}");
        let attempts = store(&journal).await.list(&Filter::All, 9).await.unwrap();
        let tasks: Vec<_> = attempts.iter().map(|one| one.task).collect();
        // The payer had not paid when it was created, so that it is looked after.
        assert_eq!(tasks, [Some(Task::Settle), None], "{environment}");
    }
}

#[tokio::test]
async fn of_two_open_attempts_of_a_reference_the_operation_chooses() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    simulator.set_faults(FaultPlan::always(Fault::BreakBefore).on(Operation::SEND_PAYOUT));
    let path = file(&journal.folder, 1);
    let send = ["send-payouts", path.to_str().unwrap()];
    assert_eq!(journal.mpandco(&simulator, &send).await.code, 4);
    simulator.set_faults(FaultPlan::always(Fault::BreakBefore).on(Operation::CREATE_PAYMENT));
    let mut order = ORDER;
    let place = order
        .iter()
        .position(|one| one.contains("ORDER-1"))
        .unwrap();
    let renamed = order[place].replace("ORDER-1", "R-1");
    order[place] = &renamed;
    assert_eq!(journal.mpandco(&simulator, &order).await.code, 4);
    let close = [
        "close",
        "R-1",
        "--did-not-happen",
        "--by=Ana",
        "--reason=looked",
    ];
    let both = journal.command(&close).await;
    assert_eq!(both.code, 2, "{both:?}");
    let close = [&close[..], &["--operation=send-payout"]].concat();
    let closed = journal.command(&close).await.json();
    assert_eq!(closed["items"][0]["operation"], "send_payout", "{closed}");
    let open = journal.attempts(&["list"]).await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["operation"], "create_payment");
}

#[tokio::test]
async fn what_a_person_must_decide_is_listed_alone() {
    use payments_journal::store::{Filter, JournalStore, Postponement, Task};

    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    simulator.set_faults(FaultPlan::always(Fault::BreakBefore).on(Operation::SEND_PAYOUT));
    let path = file(&journal.folder, 2);
    let send = ["send-payouts", path.to_str().unwrap()];
    assert_eq!(journal.mpandco(&simulator, &send).await.code, 4);
    let store = store(&journal).await;
    let attempts = store.list(&Filter::All, 9).await.unwrap();
    assert_eq!(attempts.len(), 2);
    let postponement = Postponement {
        task: Task::Resolve,
        due_at: None,
        tries: 1,
        error: None,
        needs_person: Some("look it up".to_owned()),
    };
    store
        .postpone(&attempts[0].id, &postponement)
        .await
        .unwrap();
    let listed = journal.attempts(&["list", "--needs-person"]).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["needs_person"], "look it up");
    assert_eq!(journal.attempts(&["list"]).await.len(), 2);
}

#[tokio::test]
async fn the_command_that_finds_out_has_the_journal_and_the_environment_of_the_call() {
    let (simulator, journal) = (Simulator::start().await.unwrap(), Journal::new());
    simulator.set_faults(FaultPlan::always(Fault::BreakAfter).on(Operation::CREATE_PAYMENT));
    for (environment, other) in [("--production", "--sandbox"), ("--sandbox", "--production")] {
        let create = [&[environment, "--yes"], &ORDER[..]].concat();
        let lost = journal.mpandco(&simulator, &create).await;
        assert_eq!(lost.code, 4, "{lost:?}");
        let failure = lost.failure();
        let command = failure["find_out"].as_str().unwrap();
        assert!(
            command.contains(environment) && !command.contains(other),
            "{command}"
        );
        let place = journal.folder.path().join("journal.sqlite");
        assert!(command.contains("--journal") && command.contains(place.to_str().unwrap()));
    }
}

#[tokio::test]
async fn a_database_url_is_never_the_name_of_a_file() {
    for url in [
        "postgres://127.0.0.1:port/x",
        "postgresql://127.0.0.1:port/x",
    ] {
        let option = format!("--journal={url}");
        let refused = payments_in(keys(), &["journal", &option, "list"], "").await;
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.err.contains("not a valid database URL"),
            "{refused:?}"
        );
    }
}
