//! Tests that cross the borders of the crates. They stand beside this file; the examples of the
//! README are compiled and run from here.

/// The README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

pub mod fuzz_entries;
