//! The commands as a shell runs them: arguments, environment, standard input, exit code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod mpandco;
mod pagofacil;
mod record;
mod resolve;
mod sandbox;
mod shell;
