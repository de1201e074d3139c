//! Tries every semantic fault on every provider, and prints the results that the service's records
//! contradict, grouped by cause.
//!
//! ```console
//! cargo run --release -p payments-tests --example semantic_faults [STEP]
//! ```
//!
//! With a step, one of so many mutations is tried.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unused_imports,
    dead_code,
    reason = "a command that prints, with the harnesses of the tests"
)]

mod in_memory;
mod mpandco;
mod pagofacil;

use std::collections::BTreeMap;
use std::process::ExitCode;

use payments_testkit::conformance::{Harness, Run, semantic_contradictions};
use provider_pagofacil::Encoding;

#[tokio::main]
async fn main() -> ExitCode {
    let step = std::env::args()
        .nth(1)
        .map_or(1, |step| step.parse().unwrap());
    let mut total = run("mpandco", &mpandco::OnTheSimulator::start().await, step).await;
    for encoding in Encoding::ALL {
        let harness = pagofacil::OnTheSimulator::start(encoding).await;
        total += run(&format!("pagofacil {encoding}"), &harness, step).await;
    }
    if total == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn run(name: &str, harness: &dyn Harness, step: usize) -> usize {
    let (tried, found) = semantic_contradictions(&Run::new(harness), step).await;
    println!("{name}: {tried} tried, {} contradicted", found.len());
    let mut groups: BTreeMap<(String, String, String), Vec<String>> = BTreeMap::new();
    for one in &found {
        let group = (one.call.clone(), one.response.clone(), one.returned.clone());
        groups.entry(group).or_default().push(one.mutation.clone());
    }
    for ((call, response, returned), mutations) in groups {
        println!(
            "  {call}; response of {response}; {returned}: {}",
            mutations.len()
        );
        for mutation in mutations.iter().take(12) {
            println!("    {mutation}");
        }
    }
    found.len()
}
