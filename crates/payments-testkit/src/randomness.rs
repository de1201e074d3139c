//! Chance without surprises.

use payments_core::Randomness;

/// Always the same number.
///
/// ```
/// use payments_core::Randomness;
/// use payments_testkit::FixedRandomness;
///
/// assert_eq!(FixedRandomness(7).next(), 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedRandomness(pub u64);

impl Randomness for FixedRandomness {
    fn next(&self) -> u64 {
        self.0
    }
}
