//! What the published packages hold, by cargo's own word.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod files;
mod manifests;

/// The crates that are published.
const PUBLISHED: [&str; 7] = [
    "payments-core",
    "payments-kit",
    "provider-mpandco",
    "provider-pagofacil",
    "payments-testkit",
    "payments-sim",
    "payments-cli",
];
