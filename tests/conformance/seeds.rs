//! A seed repeats a run of a behavior.

use payments_testkit::conformance::{Run, every_fault_reports_a_true_outcome};

use crate::flaw::Flaw;
use crate::rest::OnTheService;

/// The idempotency keys that the service receives in a run with this seed.
async fn keys(seed: u64) -> Vec<String> {
    let harness = OnTheService::start(Flaw::None);
    every_fault_reports_a_true_outcome(&Run::with_seed(&harness, seed)).await;
    harness.keys()
}

#[tokio::test]
async fn a_seed_repeats_the_requests_of_a_behavior_and_another_does_not() {
    let first = keys(7).await;
    let mut different = first.clone();
    different.sort();
    different.dedup();
    assert!(first.len() > 3, "{first:?}");
    assert_eq!(different.len(), first.len(), "each call has its key");
    assert_eq!(keys(7).await, first);
    assert!(keys(8).await.iter().all(|key| !first.contains(key)));
}

/// The test runs itself as another process, in which a run fails.
#[test]
fn a_run_that_fails_prints_how_to_repeat_it() {
    const NAME: &str = "seeds::a_run_that_fails_prints_how_to_repeat_it";
    const FAILS: &str = "CONFORMANCE_RUN_FAILS";
    if std::env::var_os(FAILS).is_some() {
        let harness = OnTheService::start(Flaw::None);
        let _run = Run::new(&harness);
        panic!("planted");
    }
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .envs([(FAILS, "1"), ("CONFORMANCE_SEED", "1397151271")])
        .output()
        .unwrap();
    assert!(!run.status.success());
    let printed = String::from_utf8_lossy(&run.stderr);
    let expected = "CONFORMANCE_SEED=1397151271 repeats this run";
    assert!(printed.contains(expected), "{printed}");
}
