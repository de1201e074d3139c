//! The journal, with real processes that are killed, against the simulator's books.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod books;
mod clients;
mod killed;
mod machines;
#[path = "../../crates/payments-journal/tests/support/postgres.rs"]
mod postgres;
mod process;
