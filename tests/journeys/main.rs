//! Whole journeys against the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod approval_page;
mod five_ways;
mod no_secrets;
mod pagofacil_secrets;
mod support;
mod swap_provider;
mod token_herd;
