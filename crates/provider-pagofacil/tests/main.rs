//! PagoFácil's operations against their fixtures: what is sent, and what is made of the answers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod builder;
mod documents;
mod get_subscription;
mod outcomes;
mod register_subscription;
mod support;
mod validation;
