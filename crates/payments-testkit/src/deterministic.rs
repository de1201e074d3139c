//! A clock and a source of randomness that a test controls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as StdDuration;

use async_trait::async_trait;
use payments_core::{Clock, Randomness};
use time::{Duration, OffsetDateTime};

/// A clock that a test sets and moves. Clones show the same time.
///
/// It follows the system clock until [`set`](Self::set) or [`advance`](Self::advance) is first
/// called; from then on only these calls move it.
#[derive(Clone, Debug, Default)]
pub struct SimClock {
    fixed: Arc<Mutex<Option<OffsetDateTime>>>,
}

impl SimClock {
    /// A clock that shows `now` until it is moved.
    pub fn fixed(now: OffsetDateTime) -> Self {
        let clock = Self::default();
        clock.set(now);
        clock
    }

    /// The simulated time.
    pub fn now(&self) -> OffsetDateTime {
        self.lock().unwrap_or_else(OffsetDateTime::now_utc)
    }

    /// Stops the clock at `now`.
    pub fn set(&self, now: OffsetDateTime) {
        *self.lock() = Some(now);
    }

    /// Moves the clock forward and stops it there.
    pub fn advance(&self, by: Duration) {
        let mut fixed = self.lock();
        *fixed = Some(fixed.unwrap_or_else(OffsetDateTime::now_utc) + by);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<OffsetDateTime>> {
        self.fixed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Clock for SimClock {
    fn now(&self) -> OffsetDateTime {
        Self::now(self)
    }

    /// Moves the clock forward and returns at once.
    async fn sleep(&self, duration: StdDuration) {
        if let Ok(by) = duration.try_into() {
            self.advance(by);
        }
    }
}

/// Always returns the same number.
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

/// Random numbers that follow from a seed. Clones draw from one sequence.
///
/// ```
/// use payments_core::Randomness;
/// use payments_testkit::SeededRandomness;
///
/// let (first, again) = (SeededRandomness::new(7), SeededRandomness::new(7));
/// let number = first.next();
/// assert_eq!(again.next(), number);
/// assert_ne!(first.clone().next(), number);
/// ```
#[derive(Clone, Debug)]
pub struct SeededRandomness(Arc<Mutex<fastrand::Rng>>);

impl SeededRandomness {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))))
    }
}

impl Randomness for SeededRandomness {
    fn next(&self) -> u64 {
        let mut random = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        random.u64(..)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[tokio::test]
    async fn sleeping_takes_simulated_time_only() {
        let clock = SimClock::fixed(datetime!(2026-01-31 23:59:30 UTC));
        let shared: &dyn Clock = &clock;
        shared.sleep(StdDuration::from_secs(45)).await;
        assert_eq!(shared.now(), datetime!(2026-02-01 00:00:15 UTC));
    }
}
