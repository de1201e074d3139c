//! Chance, handed in so that a test can fix it.

use std::collections::hash_map::RandomState;
use std::fmt::Debug;
use std::hash::{BuildHasher, Hasher};

/// A source of numbers that nobody needs to predict: call ids, and the spread of waiting times.
/// Nothing secret is made from them.
pub trait Randomness: Debug + Send + Sync + 'static {
    /// The next number.
    fn next(&self) -> u64;
}

/// The operating system's randomness, by way of the standard library's hash keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn next(&self) -> u64 {
        RandomState::new().build_hasher().finish()
    }
}
