//! Every secret and every personal value is a canary here, and every call is made with them, under
//! every fault: none of them is in any trace, any message of a panic, any error, or any value as it
//! is printed or serialized.
//!
//! Where the values of a person may be read is tested here too: where a caller asks for them, and
//! nowhere else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod callers;
mod canaries;
mod mpandco;
mod pagofacil;
mod walk;
mod watch;
