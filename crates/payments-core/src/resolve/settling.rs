//! Whether the settle time of a call has passed.

use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::Attempt;
use crate::Provider;

/// When a call will have settled, and whether it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settling {
    pub(super) over_at: OffsetDateTime,
    pub(super) is_over: bool,
    /// No earlier call had the reference of this one.
    pub(super) is_first: bool,
}

impl Settling {
    /// The settling of an attempt, as of now. What is looked up afterwards is at least as recent.
    pub(crate) fn of<P: Provider + ?Sized>(provider: &P, attempt: Attempt) -> Self {
        // What does not fit into a calendar is never over.
        let settle_time = Duration::try_from(provider.settle_time()).unwrap_or(Duration::MAX);
        let over_at = attempt
            .time()
            .checked_add(settle_time)
            .unwrap_or(PrimitiveDateTime::MAX.assume_utc());
        Self {
            over_at,
            is_over: provider.clock().now() >= over_at,
            is_first: attempt.is_first(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration as StdDuration;

    use async_trait::async_trait;
    use time::macros::datetime;

    use super::*;
    use crate::{Capabilities, Clock, Environment, ProviderName};

    const NOON: OffsetDateTime = datetime!(2030-01-01 12:00 UTC);

    /// It is noon at a provider that takes so long to settle.
    #[derive(Debug)]
    struct AtNoon(StdDuration);

    #[async_trait]
    impl Clock for AtNoon {
        fn now(&self) -> OffsetDateTime {
            NOON
        }

        async fn sleep(&self, _: StdDuration) {}
    }

    impl Provider for AtNoon {
        fn name(&self) -> ProviderName {
            ProviderName::new("example")
        }

        fn environment(&self) -> Environment {
            Environment::Sandbox
        }

        fn capabilities(&self) -> Capabilities {
            Capabilities::new(&[], &[])
        }

        fn settle_time(&self) -> StdDuration {
            self.0
        }

        fn clock(&self) -> &dyn Clock {
            self
        }
    }

    fn is_over(settle_time: StdDuration, attempted_at: OffsetDateTime) -> bool {
        Settling::of(&AtNoon(settle_time), attempted_at.into()).is_over
    }

    #[test]
    fn a_call_settles_to_the_nanosecond() {
        let hour = StdDuration::from_hours(1);
        let eleven = datetime!(2030-01-01 11:00 UTC);
        assert!(is_over(hour, eleven));
        assert!(is_over(hour, eleven.to_offset(time::macros::offset!(-4))));
        assert!(!is_over(hour, eleven + Duration::NANOSECOND));
        assert_eq!(Settling::of(&AtNoon(hour), eleven.into()).over_at, NOON);
    }

    #[test]
    fn a_call_of_the_future_has_not_settled_and_an_endless_settle_time_never_ends() {
        assert!(is_over(StdDuration::ZERO, NOON));
        assert!(!is_over(StdDuration::ZERO, NOON + Duration::NANOSECOND));
        for endless in [StdDuration::MAX, StdDuration::from_secs(u64::MAX >> 1)] {
            assert!(!is_over(endless, datetime!(1970-01-01 0:00 UTC)));
        }
    }
}
