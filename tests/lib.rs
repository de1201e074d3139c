//! Tests that cross the borders of the crates. They stand beside this file; the examples of the
//! README are compiled and run from here, and the fault matrix is walked from here.

pub mod fuzz_entries;
pub mod matrix;
pub mod structure;

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
