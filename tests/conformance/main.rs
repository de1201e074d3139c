//! Our providers keep what the traits promise, and the suite catches one that does not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod caught;
mod flaw;
mod flawed;
mod flawed_recurring;
mod in_memory;
mod mpandco;
mod pagofacil;
