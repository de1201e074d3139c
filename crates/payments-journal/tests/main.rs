//! The journal, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

mod calls;
mod due;
mod identity;
mod modified;
mod payout_files;
mod reconcile;
mod schedules;
mod secrets;
mod store;
mod tokens;
mod unavailable;
