//! The commands as a shell runs them: arguments, environment, standard input, exit code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod cash;
mod exit_codes;
mod help;
mod journal;
mod mpandco;
mod options;
mod pagofacil;
mod payouts;
mod products;
mod record;
mod resolve;
mod sandbox;
mod schema;
mod shell;
