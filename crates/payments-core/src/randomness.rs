//! Injectable random numbers, so that a test can fix them.

use std::fmt::Debug;
use std::hash::{BuildHasher, RandomState};

/// A source of random numbers for call ids and for the jitter of backoff. They may be predictable:
/// nothing secret is made from them.
pub trait Randomness: Debug + Send + Sync + 'static {
    /// The next number.
    fn next(&self) -> u64;
}

/// Random numbers from the standard library's hashes, each of which has a separate key that comes
/// from the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn next(&self) -> u64 {
        RandomState::new().hash_one(())
    }
}
