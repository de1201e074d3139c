//! The shop over HTTP, against the simulator's books.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod admin;
mod doubt;
mod guard;
mod pay;
#[path = "../examples/support/payer.rs"]
mod payer;
#[path = "../../payments-journal/tests/support/postgres.rs"]
#[expect(dead_code, reason = "these tests do not restart the server")]
mod postgres;
mod stage;
