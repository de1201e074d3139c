//! mPandco's operations against their fixtures: what is sent, and what is made of the answers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod builder;
mod confirm_payment;
mod create_payment;
mod get_payment;
mod outcomes;
mod support;
mod token;
mod void_payment;
