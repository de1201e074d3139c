//! Whole journeys against the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod approval_page;
mod faults_over_http;
mod five_ways;
mod merchant;
mod mpandco_callbacks;
mod mpandco_history;
mod mpandco_scale;
mod mpandco_service;
mod mpandco_shared_token;
mod mpandco_till;
mod pagofacil_whole;
mod pagofacil_year;
mod recording;
mod resolve;
mod resolve_in_memory;
mod sends_on;
mod snapshot;
mod support;
mod swap_provider;
mod token_herd;
