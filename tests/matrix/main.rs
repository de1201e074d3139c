//! Every call under every fault: what comes out is what the rules say, and what the documentation
//! shows.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod walk_test;
