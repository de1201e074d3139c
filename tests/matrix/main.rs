//! Every call under every fault: what comes out is what the rules say, and what the documentation
//! shows. And many callers at once under faults by chance: no money moves twice.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod schedules;
mod walk_test;
