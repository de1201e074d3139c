//! One run of a behavior, which its seed repeats.

use std::fmt;
use std::ops::Deref;

use payments_core::{Randomness, SystemRandomness};

use super::Harness;
use crate::SeededRandomness;

/// The environment variable with the seed of every run.
const VARIABLE: &str = "CONFORMANCE_SEED";

/// A harness, and the seed of all random numbers of one run of a behavior: of the idempotency keys, the
/// call ids and the jitter of every provider that the behavior builds.
///
/// A behavior that fails prints the seed. `CONFORMANCE_SEED` sets it again: the same requests are
/// sent. Only where calls are concurrent may their order differ.
pub struct Run<'a> {
    harness: &'a dyn Harness,
    seed: u64,
    randomness: SeededRandomness,
}

impl<'a> Run<'a> {
    /// A run with the seed in `CONFORMANCE_SEED`, or with a random one.
    ///
    /// # Panics
    ///
    /// If the variable is not a number: a run with another seed would repeat nothing.
    #[expect(
        clippy::expect_used,
        reason = "a seed that cannot be read must not be replaced silently"
    )]
    pub fn new(harness: &'a dyn Harness) -> Self {
        let seed = match std::env::var(VARIABLE) {
            Ok(seed) => seed.parse().expect("CONFORMANCE_SEED must be a number"),
            Err(_) => SystemRandomness.next(),
        };
        Self::with_seed(harness, seed)
    }

    /// A run with this seed.
    pub fn with_seed(harness: &'a dyn Harness, seed: u64) -> Self {
        Self {
            harness,
            seed,
            randomness: SeededRandomness::new(seed),
        }
    }

    /// The random numbers of all its providers.
    pub(super) fn randomness(&self) -> SeededRandomness {
        self.randomness.clone()
    }
}

impl<'a> Deref for Run<'a> {
    type Target = dyn Harness + 'a;

    fn deref(&self) -> &Self::Target {
        self.harness
    }
}

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl Drop for Run<'_> {
    #[expect(
        clippy::print_stderr,
        reason = "a test that fails says how to repeat it in its output"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{VARIABLE}={} repeats this run", self.seed);
        }
    }
}
