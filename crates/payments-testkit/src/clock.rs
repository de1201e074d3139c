//! The simulated clock as the clock of a client.

use std::time::Duration;

use async_trait::async_trait;
use payments_core::Clock;
use time::OffsetDateTime;

use crate::sim::SimClock;

#[async_trait]
impl Clock for SimClock {
    fn now(&self) -> OffsetDateTime {
        Self::now(self)
    }

    /// Moves the clock forward and returns at once.
    async fn sleep(&self, duration: Duration) {
        if let Ok(by) = duration.try_into() {
            self.advance(by);
        }
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
        shared.sleep(Duration::from_secs(45)).await;
        assert_eq!(shared.now(), datetime!(2026-02-01 00:00:15 UTC));
    }
}
