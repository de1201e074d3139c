//! The rules of the repository, checked against its files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod evidence;
mod files;
mod floats;
mod kinds;
mod layers;
mod numbers;
mod operations;
mod paths;
mod quotes;
mod roles;
mod structure;
mod users;
