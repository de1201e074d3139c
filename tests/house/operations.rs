//! An operation has the same name in paths, fixtures and capabilities.

use std::fs;

use payments_core::{Operation, Provider};
use payments_tests::matrix::PROVIDERS;

use crate::files;

fn providers() -> Vec<(&'static str, Box<dyn Provider>, &'static [Operation])> {
    let registered = PROVIDERS.iter();
    registered
        .map(|provider| (provider.name, (provider.sandbox)(), provider.own_operations))
        .collect()
}

fn names_in(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(files::root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    names
}

#[test]
fn every_operation_has_its_file_and_its_fixtures_and_nothing_else_has() {
    for (name, provider, own) in providers() {
        assert_eq!(provider.name().as_str(), name);
        let operations = provider.capabilities().operations();
        let all = operations.iter().chain(own);
        let mut expected: Vec<&str> = all.map(|operation| operation.name()).collect();
        expected.sort_unstable();
        assert_eq!(
            names_in(&format!("crates/provider-{name}/src/ops")),
            expected
        );
        assert_eq!(names_in(&format!("fixtures/{name}")), expected);
    }
}

#[test]
fn capabilities_name_operations_of_the_traits() {
    for (name, provider, _) in providers() {
        for operation in provider.capabilities().operations() {
            assert!(Operation::ALL.contains(operation), "{name} {operation}");
        }
    }
}

#[test]
fn the_simulator_serves_a_call_under_the_name_of_an_operation() {
    for (name, provider, own) in providers() {
        let operations = provider.capabilities().operations();
        let all = operations.iter().chain(own);
        let known: Vec<&str> = all.map(|operation| operation.name()).collect();
        // An operation with a folder of tests has two entries.
        let mut served = names_in(&format!("crates/payments-sim/src/{name}/ops"));
        served.dedup();
        assert!(served.len() > 5, "{name} {served:?}");
        for operation in served {
            assert!(known.contains(&operation.as_str()), "{name} {operation}");
        }
    }
}
