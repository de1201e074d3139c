//! Injectable random numbers, so that a test can fix them.

use std::fmt::Debug;

/// A source of random numbers for call ids and for the jitter of backoff. They may be predictable:
/// nothing secret is made from them.
pub trait Randomness: Debug + Send + Sync + 'static {
    /// The next number.
    fn next(&self) -> u64;
}

/// Random numbers from `fastrand`, seeded by the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn next(&self) -> u64 {
        fastrand::u64(..)
    }
}
