#![doc = include_str!("adding_a_provider.md")]
//!
//! ```
//! # #![allow(clippy::all, missing_docs, dead_code, reason = "an excerpt")]
#![doc = include_str!("template.rs")]
//! # fn main() {}
//! ```
