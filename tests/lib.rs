//! Tests across the crates, in the folders next to this file. The examples of the README are
//! compiled and run from here.

pub mod evidence;
pub mod fuzz_entries;
pub mod matrix;
pub mod structure;
pub mod year;

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// The README of core.
#[cfg(doctest)]
#[doc = include_str!("../crates/payments-core/README.md")]
pub struct CoreReadme;
