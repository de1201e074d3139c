//! The simulators as clients of other makes would call them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod cash;
mod clients;
mod faults;
mod mpandco;
mod pagofacil;
mod support;
