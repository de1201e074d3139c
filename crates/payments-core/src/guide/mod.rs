#![doc = include_str!("outcomes.md")]
//!
//! ```
#![doc = include_str!("checkout.rs")]
//! ```
