//! Files of payouts: validation, results row by row, interruption.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use payments_core::Operation;
use payments_sim::Simulator;
use payments_testkit::{Fault, FaultPlan};
use serde_json::Value;
use tempfile::TempDir;

use crate::shell::{keys, mpandco, shell};

const HEADER: &str = "reference,amount,name,document,account,phone,email,instant";

/// Writes a file of payouts that the provider accepts.
pub(crate) fn file(folder: &TempDir, rows: usize) -> PathBuf {
    let rows = (1..=rows).map(|row| format!("R-{row},{row},Ana,V19123456,{},,,\n", account()));
    let path = folder.path().join("payouts.csv");
    fs::write(&path, format!("{HEADER}\n{}", rows.collect::<String>())).unwrap();
    path
}

fn account() -> String {
    format!("0102{}", "0".repeat(16))
}

fn send<'a>(path: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    [&["send-payouts", path.to_str().unwrap()], more].concat()
}

#[tokio::test]
async fn optional_columns_may_be_empty_and_a_file_may_be_standard_input() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let path = file(&folder, 3);
    let sent = mpandco(&simulator, &send(&path, &[]), "").await;
    assert_eq!(sent.code, 0, "{sent:?}");
    assert_eq!(sent.json_lines().len(), 3);
    let rows = format!("{HEADER}\nR-9,9,Ana,V19123456,{},,,true\n", account());
    let sent = mpandco(&simulator, &["send-payouts", "-"], &rows).await;
    assert_eq!(
        sent.json_lines().first().unwrap()["reference"],
        "R-9",
        "{sent:?}"
    );
    assert_eq!(simulator.mpandco().payouts().len(), 4);
}

#[tokio::test]
async fn every_bad_row_is_named_with_its_column_before_anything_is_sent() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let path = folder.path().join("bad.csv");
    let text = format!(
        "{HEADER}\nR-1,1,Ana,V19123456,{account},,,\nR-2,1.005,Ana,V1,{account},,,\n\
         R-3,1,,V1,{account},,,maybe\nR-4,1,Ana,V1\n",
        account = account()
    );
    fs::write(&path, text).unwrap();
    let refused = mpandco(&simulator, &send(&path, &[]), "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    let message = refused.failure()["message"].as_str().unwrap().to_owned();
    let name = path.display();
    for problem in [
        format!("{name}: row 2 (line 3), column amount: "),
        format!("{name}: row 3 (line 4), column name: must not be empty"),
        format!("{name}: row 3 (line 4), column instant: must be true"),
        format!("{name}: row 4 (line 5): has 4 columns"),
    ] {
        assert!(message.contains(&problem), "{problem} is not in {message}");
    }
    assert!(!message.contains("row 1 "), "{message}");
    assert!(simulator.requests().is_empty());
}

#[tokio::test]
async fn a_row_that_is_unknown_is_told_with_the_command_that_finds_out() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let path = file(&folder, 2);
    let plan = FaultPlan::always(Fault::BreakAfter).on(Operation::SEND_PAYOUT);
    simulator.set_faults(plan);
    let sent = mpandco(&simulator, &send(&path, &["--in-flight=1"]), "").await;
    assert_eq!(sent.code, 4, "{sent:?}");
    for row in sent.json_lines() {
        assert_eq!(row["outcome"], "unknown", "{row}");
        let command = row["find_out"].as_str().unwrap();
        assert!(command.contains("resolve-payout R-"), "{command}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_stops_the_dispatch_and_waits_for_what_is_in_flight() {
    for signal in ["INT", "TERM", "HUP"] {
        let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
        let rows = 2000;
        let path = file(&folder, rows);
        let mut child = Command::new(env!("CARGO_BIN_EXE_payments"))
            .args(["--output=json", "mpandco", "--base-url"])
            .arg(simulator.mpandco_base_url().as_str())
            .args(["send-payouts", "--in-flight=1"])
            .arg(&path)
            .env_clear()
            .envs(keys())
            .env("XDG_STATE_HOME", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let ended = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let mut printed = vec![lines.next().unwrap().unwrap()];
            let kill = format!("kill -{signal} {}", child.id());
            let kill = Command::new("sh").args(["-c", &kill]).status();
            assert!(kill.unwrap().success());
            printed.extend(lines.map(Result::unwrap));
            (child.wait().unwrap().code(), printed)
        });
        let (code, printed) = ended.await.unwrap();
        assert_eq!(code, Some(5), "{signal}: what was left is not sent");
        let sent = simulator.mpandco().payouts().len();
        assert!(sent < rows, "{signal}: all {sent} rows were sent");
        let references: Vec<Value> = printed
            .iter()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["reference"].clone())
            .collect();
        assert_eq!(
            references.len(),
            sent,
            "{signal}: every row that was sent is printed"
        );
    }
}

#[tokio::test]
async fn rows_stop_when_standard_output_fails_and_none_is_lost() {
    let (simulator, folder) = (Simulator::start().await.unwrap(), TempDir::new().unwrap());
    let rows = 50;
    let path = file(&folder, rows);
    let base_url = simulator.mpandco_base_url();
    let path = path.display();
    let send = format!(
        "payments mpandco --base-url {base_url} send-payouts --in-flight 1 {path} > /dev/full"
    );
    let ended = shell(&send).await;
    assert_eq!(ended.code, 5, "what was left is not sent: {ended:?}");
    let sent = simulator.mpandco().payouts();
    assert!(sent.len() < rows, "{ended:?}");
    for row in 1..=sent.len() {
        assert!(
            ended.err.contains(&format!("row {row}  R-{row}  done")),
            "{ended:?}"
        );
    }
}
