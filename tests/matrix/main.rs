//! Every call under every fault has the result that the rules and the documentation state. Concurrent
//! callers under random faults never move money twice.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod schedules;

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use payments_testkit::Fault;
use payments_tests::fuzz_entries::ENTRIES;
use payments_tests::matrix::{LookUp, PROVIDERS, RULES, differences, measured_page, walk};

const PAGE: &str = "../crates/payments-core/src/guide/fault_matrix.md";
const UPDATE: &str = "UPDATE_FAULT_MATRIX";

#[test]
fn every_provider_crate_is_registered_and_has_each_cross_crate_suite() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(tests.join("../crates")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = folders
        .filter_map(|name| name.strip_prefix("provider-").map(str::to_owned))
        .collect();
    let registered = PROVIDERS.iter().map(|provider| provider.name.to_owned());
    assert_eq!(registered.collect::<BTreeSet<_>>(), found);
    for provider in found {
        for suite in ["conformance", "secrets"] {
            let file = tests.join(suite).join(format!("{provider}.rs"));
            assert!(file.is_file(), "{file:?} is missing");
        }
        let mut entries = ENTRIES.iter();
        let fuzzed = entries.any(|entry| entry.name.starts_with(&format!("{provider}_")));
        assert!(fuzzed, "{provider} has no fuzz entry");
    }
}

#[test]
fn every_fault_has_one_rule() {
    let named = |fault: &Fault| format!("{fault:?}");
    let ruled: BTreeSet<String> = RULES.iter().map(|rule| named(&rule.fault)).collect();
    let all: BTreeSet<String> = Fault::ALL.iter().map(named).collect();
    assert_eq!(ruled, all);
    assert_eq!(RULES.len(), Fault::ALL.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_under_every_fault_follows_the_rules() {
    let cells = walk(|_| ()).await;
    if let Some(differences) = differences(&cells) {
        panic!("of {} cells, these differ:\n{differences}", cells.len());
    }
    // A cell that is not as it must be does not get by.
    let mut wrong = cells[0];
    wrong.seen.requests += 1;
    assert!(differences(&[wrong]).is_some());
    let mut wrong = cells[0];
    wrong.look_up = LookUp::Wrong;
    assert!(differences(&[wrong]).is_some());

    let measured = measured_page(&cells);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if env::var_os(UPDATE).is_some() {
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(&page, &measured).unwrap();
    }
    let shown = fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(shown, measured, "{PAGE} shows something else; set {UPDATE}");
}
