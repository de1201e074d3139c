#![doc = include_str!("outcomes.md")]
//!
//! ```
#![doc = include_str!("checkout.rs")]
//! ```
//!
//! # The evidence
//!
//! * [`fault_matrix`]: every call under every fault.
//! * [`performance`]: what a call costs.
//! * [`coverage`]: how many lines the tests run.
//! * [`mutation`]: what the tests notice of changes to the code that decides about money.
//! * [`fuzzing`]: what came of inputs that nobody thought of.

/// What comes of every call of both providers under every fault.
#[doc = include_str!("fault_matrix.md")]
pub mod fault_matrix {}

#[doc = include_str!("performance.md")]
pub mod performance {}

/// How many lines of each library crate the tests run.
#[doc = include_str!("coverage.md")]
pub mod coverage {}

/// What came of inputs that nobody thought of.
#[doc = include_str!("fuzzing.md")]
pub mod fuzzing {}

/// What the tests notice of changes to the code that decides about money.
#[doc = include_str!("mutation.md")]
pub mod mutation {}
