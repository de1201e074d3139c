//! When to try again.

use std::time::Duration;

use payments_core::{Randomness, redact};
use time::OffsetDateTime;

use crate::store::{Postponement, Task};

const FIRST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// After so many tries a person is asked, and the tries go on.
const TRIES: u32 = 8;

/// The next try of a piece of work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff<'a> {
    pub(super) now: OffsetDateTime,
    pub(super) randomness: &'a dyn Randomness,
    /// How often it was tried, this time included.
    pub(super) tries: u32,
}

pub(super) fn later(now: OffsetDateTime, by: Duration) -> OffsetDateTime {
    now.saturating_add(time::Duration::try_from(by).unwrap_or(time::Duration::MAX))
}

/// The duration, or up to a quarter more.
pub(super) fn spread(duration: Duration, randomness: &dyn Randomness) -> Duration {
    let quarter = u64::try_from(duration.as_millis() / 4).unwrap_or(u64::MAX);
    let extra = randomness.next() % quarter.max(1);
    duration.saturating_add(Duration::from_millis(extra))
}

impl Backoff<'_> {
    /// This much later, or up to a quarter more.
    pub(super) fn spread(self, duration: Duration) -> OffsetDateTime {
        later(self.now, spread(duration, self.randomness))
    }

    fn after_a_pause(self) -> OffsetDateTime {
        let doubled = FIRST.saturating_mul(2_u32.saturating_pow(self.tries.saturating_sub(1)));
        self.spread(doubled.min(LONGEST))
    }

    /// Tries again after a pause that doubles each time, and asks a person when that was often.
    pub(super) fn again(self, task: Task, reason: &str) -> Postponement {
        let reason = redact::text(reason);
        let instruction = match task {
            Task::Resolve => "Look it up on the provider's own pages, and close the attempt",
            Task::Deliver => "Repair the handler of verdicts: it does not take this one",
            Task::Settle => "Look the payment up on the provider's own pages",
        };
        let needs_person = (self.tries >= TRIES)
            .then(|| format!("tried {} times, last: {reason}. {instruction}", self.tries));
        Postponement {
            task,
            due_at: Some(self.after_a_pause()),
            tries: self.tries,
            error: serde_json::to_string(&reason).ok(),
            needs_person,
        }
    }

    /// Leaves it to a person, and tries again after the longest pause where `again`.
    pub(super) fn person(self, task: Task, instruction: String, again: bool) -> Postponement {
        Postponement {
            task,
            due_at: again.then(|| self.spread(LONGEST)),
            tries: self.tries,
            error: None,
            needs_person: Some(instruction),
        }
    }

    /// Tries again at this time.
    pub(super) fn at(self, task: Task, at: OffsetDateTime) -> Postponement {
        let soonest = later(self.now, Duration::from_secs(1));
        Postponement {
            task,
            due_at: Some(at.max(soonest)),
            tries: self.tries,
            error: None,
            needs_person: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use payments_core::SystemRandomness;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2030-01-01 12:00 UTC);

    #[test]
    fn each_try_waits_longer_up_to_the_longest_pause() {
        let pause = |tries| {
            let backoff = Backoff {
                now: NOON,
                randomness: &SystemRandomness,
                tries,
            };
            let again = backoff.again(Task::Resolve, "a reason");
            (again.due_at.unwrap() - NOON, again.needs_person.is_some())
        };
        for (tries, shortest) in [
            (1, 30),
            (2, 60),
            (3, 120),
            (7, 1_920),
            (8, 3_600),
            (99, 3_600),
        ] {
            let (pause, needs_person) = pause(tries);
            let shortest = time::Duration::seconds(shortest);
            assert!(
                pause >= shortest && pause <= shortest * 5 / 4,
                "{tries}: {pause}"
            );
            assert_eq!(needs_person, tries >= TRIES, "{tries}");
        }
    }
}
