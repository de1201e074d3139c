#![doc = include_str!("outcomes.md")]
//!
//! ```
#![doc = include_str!("checkout.rs")]
//! ```
//!
//! [`conversions`] shows what converts to the types of this crate and back.
//! [`fault_matrix`] lists the outcome of every operation under every fault, and [`telemetry`] the spans
//! and metrics.

/// Conversions from and to the types of this crate.
#[doc = include_str!("conversions.md")]
pub mod conversions {}

/// Spans and metrics.
#[doc = include_str!("telemetry.md")]
pub mod telemetry {}

/// The outcome of every operation of both providers under every fault.
#[doc = include_str!("fault_matrix.md")]
pub mod fault_matrix {}
