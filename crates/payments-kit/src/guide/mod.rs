#![doc = include_str!("adding_a_provider.md")]
//!
//! ```
//! # #![allow(clippy::all, missing_docs, dead_code, reason = "an excerpt")]
#![doc = include_str!("template.rs")]
//! # fn main() {}
//! ```
//!
//! # The harness
//!
//! [`conformance!`] writes one test for each promise of the traits. A failing one prints the seed of
//! its random numbers. Tests of what only this service has come on top.
//!
//! [`conformance!`]: https://docs.rs/payments-testkit
//!
//! ```text
#![doc = include_str!("harness.rs")]
//! ```
//!
//! # The server
//!
//! A simulator of the service on a free port. `Harness` looks into its books.
//!
//! ```text
#![doc = include_str!("server.rs")]
//! ```
