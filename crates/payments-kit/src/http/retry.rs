//! The decision whether a call is made again. It is one pure function.

use std::time::Duration;

use ::http::StatusCode;

use super::{Delivery, TransportError, TransportFailure};
use payments_core::Effect;

/// How often, and how fast, calls are repeated that may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often a call is made at the most, the first time included (3).
    pub max_attempts: u32,
    /// The longest wait before the second attempt; it doubles with each further one (200 ms).
    pub first_wait: Duration,
    /// The longest wait before any attempt, and the longest `Retry-After` that is obeyed
    /// (10 seconds): a provider that asks for more gets no further attempt.
    pub max_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_wait: Duration::from_millis(200),
            max_wait: Duration::from_secs(10),
        }
    }
}

impl RetryPolicy {
    /// Never repeats anything.
    pub const fn never() -> Self {
        Self {
            max_attempts: 1,
            first_wait: Duration::ZERO,
            max_wait: Duration::ZERO,
        }
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The request is not one that can be sent; it will not be one the next time.
    Unsendable,
    /// Nothing was sent.
    NotSent,
    /// Something may have been sent, and no whole answer came.
    AnswerLost,
    /// An answer came that is longer than the client reads; it will be as long the next time.
    AnswerTooLarge,
    /// An answer came, perhaps with a `Retry-After`.
    Answered(StatusCode, Option<Duration>),
}

impl From<&TransportError> for Attempt {
    fn from(error: &TransportError) -> Self {
        match (error.delivery(), error.failure()) {
            (Delivery::NotSent, TransportFailure::Unsendable) => Self::Unsendable,
            (Delivery::NotSent, _) => Self::NotSent,
            (Delivery::Possible, TransportFailure::TooLarge) => Self::AnswerTooLarge,
            (Delivery::Possible, _) => Self::AnswerLost,
        }
    }
}

/// Whether to make a call again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Take what came of it.
    Stop,
    /// Wait so long, then make it again.
    RepeatAfter(Duration),
}

/// Decides whether a call is made again after its `number`-th attempt (counted from 1).
///
/// A call that moves money is repeated only when nothing was sent. A call that reads is repeated
/// on a lost answer too, and on a status that may pass: 408, 429, 500, 502, 503 and 504. `chance`
/// spreads the waits of many clients.
pub fn decide(
    policy: &RetryPolicy,
    effect: Effect,
    number: u32,
    attempt: Attempt,
    chance: u64,
) -> Decision {
    let asked = match (attempt, effect) {
        (Attempt::NotSent, _) | (Attempt::AnswerLost, Effect::Read) => None,
        (Attempt::Answered(status, asked), Effect::Read) if may_pass(status) => asked,
        _ => return Decision::Stop,
    };
    if number >= policy.max_attempts {
        return Decision::Stop;
    }
    match asked {
        Some(asked) if asked > policy.max_wait => Decision::Stop,
        Some(asked) => Decision::RepeatAfter(asked),
        None => Decision::RepeatAfter(spread(longest_wait(policy, number), chance)),
    }
}

fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

fn longest_wait(policy: &RetryPolicy, number: u32) -> Duration {
    let doublings = number.saturating_sub(1).min(31);
    policy
        .first_wait
        .saturating_mul(1 << doublings)
        .min(policy.max_wait)
}

/// A moment between none of the wait and all of it.
fn spread(longest: Duration, chance: u64) -> Duration {
    let millis = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(chance % millis.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        max_attempts: 3,
        first_wait: Duration::from_millis(100),
        max_wait: Duration::from_secs(5),
    };

    fn repeats(effect: Effect, number: u32, attempt: Attempt) -> bool {
        decide(&POLICY, effect, number, attempt, 0) != Decision::Stop
    }

    fn answered(status: u16) -> Attempt {
        Attempt::Answered(StatusCode::from_u16(status).unwrap(), None)
    }

    #[test]
    fn the_whole_table() {
        // What came of the attempt; repeated if it reads; repeated if it moves money.
        let mut table = vec![
            (Attempt::Unsendable, false, false),
            (Attempt::NotSent, true, true),
            (Attempt::AnswerLost, true, false),
            (Attempt::AnswerTooLarge, false, false),
        ];
        for status in 100..=599 {
            let passes = [408, 429, 500, 502, 503, 504].contains(&status);
            table.push((answered(status), passes, false));
        }
        for (attempt, read, moves_money) in table {
            for number in 1..POLICY.max_attempts {
                assert_eq!(repeats(Effect::Read, number, attempt), read, "{attempt:?}");
                assert_eq!(
                    repeats(Effect::MovesMoney, number, attempt),
                    moves_money,
                    "{attempt:?}"
                );
            }
            for effect in [Effect::Read, Effect::MovesMoney] {
                assert!(!repeats(effect, POLICY.max_attempts, attempt));
                assert!(!repeats(effect, u32::MAX, attempt));
            }
        }
    }

    #[test]
    fn a_policy_that_never_repeats_does_not_even_repeat_what_was_not_sent() {
        for effect in [Effect::Read, Effect::MovesMoney] {
            let decision = decide(&RetryPolicy::never(), effect, 1, Attempt::NotSent, 0);
            assert_eq!(decision, Decision::Stop);
        }
    }

    #[test]
    fn a_retry_after_never_makes_a_money_call_repeatable() {
        let attempt = Attempt::Answered(StatusCode::TOO_MANY_REQUESTS, Some(Duration::ZERO));
        assert!(!repeats(Effect::MovesMoney, 1, attempt));
    }

    #[test]
    fn a_retry_after_is_obeyed_up_to_the_longest_wait() {
        let after = |seconds| {
            let wait = Duration::from_secs(seconds);
            let attempt = Attempt::Answered(StatusCode::SERVICE_UNAVAILABLE, Some(wait));
            decide(&POLICY, Effect::Read, 1, attempt, 7)
        };
        assert_eq!(after(0), Decision::RepeatAfter(Duration::ZERO));
        assert_eq!(after(5), Decision::RepeatAfter(Duration::from_secs(5)));
        assert_eq!(after(6), Decision::Stop);
    }

    #[test]
    fn waits_double_up_to_the_longest_and_are_spread_by_chance() {
        let policy = RetryPolicy {
            max_attempts: u32::MAX,
            ..POLICY
        };
        let wait = |number, chance| decide(&policy, Effect::Read, number, Attempt::NotSent, chance);
        let millis = |millis| Decision::RepeatAfter(Duration::from_millis(millis));
        assert_eq!(wait(1, 100), millis(100));
        assert_eq!(wait(1, 101), millis(0));
        assert_eq!(wait(2, 200), millis(200));
        assert_eq!(wait(3, 400), millis(400));
        assert_eq!(wait(7, 5000), millis(5000));
        assert_eq!(wait(60, 5000), millis(5000));
        assert_eq!(wait(60, 5001), millis(0));
    }
}
