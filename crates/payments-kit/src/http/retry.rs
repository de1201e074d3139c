//! Retry policy: one pure function decides whether a call is made again.

use std::time::Duration;

use ::http::StatusCode;

use super::{Delivery, TransportError, TransportFailure};
use payments_core::{Effect, Repeatability};

/// How often, and how fast, calls are retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The most attempts of a call, the first included (3).
    pub max_attempts: u32,
    /// The longest backoff before the second attempt; it doubles with each further one (200 ms).
    pub first_wait: Duration,
    /// The longest backoff before any attempt, and the longest `Retry-After` that is respected
    /// (10 seconds): after a longer one, no further attempt is made.
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
    /// Makes one attempt only.
    pub const fn never() -> Self {
        Self {
            max_attempts: 1,
            first_wait: Duration::ZERO,
            max_wait: Duration::ZERO,
        }
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The request cannot be sent, now or later.
    Unsendable,
    /// Nothing was sent.
    NotSent,
    /// Something may have been sent, and no complete response arrived.
    ResponseLost,
    /// The response is longer than the client reads; it would be as long the next time.
    ResponseTooLarge,
    /// A response arrived, perhaps with a `Retry-After`.
    Response(StatusCode, Option<Duration>),
}

impl From<&TransportError> for Attempt {
    fn from(error: &TransportError) -> Self {
        match (error.delivery(), error.failure()) {
            (Delivery::NotSent, TransportFailure::Unsendable) => Self::Unsendable,
            (Delivery::NotSent, _) => Self::NotSent,
            (Delivery::Possible, TransportFailure::TooLarge) => Self::ResponseTooLarge,
            (Delivery::Possible, _) => Self::ResponseLost,
        }
    }
}

/// Whether to make a call again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Return the result of the last attempt.
    Stop,
    /// Make another attempt after this time.
    RepeatAfter(Duration),
}

/// Decides whether a call is made again after its `number`-th attempt (counted from 1).
///
/// A call that moves money is repeated when nothing was sent; after a lost response only where the
/// provider guarantees that the repeated request, with the same idempotency key or id, takes effect
/// once; and after a response never. Any other call is repeated
/// after a lost response too, and on a transient status: 408, 429, 500, 502, 503 and 504. `random`
/// sets the jitter.
pub fn decide(
    policy: &RetryPolicy,
    (effect, repeatability): (Effect, Repeatability),
    number: u32,
    attempt: Attempt,
    random: u64,
) -> Decision {
    let is_harmless = effect != Effect::MovesMoney;
    let takes_effect_once = is_harmless || repeatability != Repeatability::Never;
    let asked = match attempt {
        Attempt::NotSent => None,
        Attempt::ResponseLost if takes_effect_once => None,
        Attempt::Response(status, asked) if is_harmless && is_transient(status) => asked,
        _ => return Decision::Stop,
    };
    if number >= policy.max_attempts {
        return Decision::Stop;
    }
    match asked {
        Some(asked) if asked > policy.max_wait => Decision::Stop,
        Some(asked) => Decision::RepeatAfter(asked),
        None => Decision::RepeatAfter(full_jitter(longest_wait(policy, number), random)),
    }
}

fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

fn longest_wait(policy: &RetryPolicy, number: u32) -> Duration {
    let doublings = number.saturating_sub(1).min(31);
    policy
        .first_wait
        .saturating_mul(1 << doublings)
        .min(policy.max_wait)
}

/// Full jitter: a wait between zero and the backoff.
fn full_jitter(longest: Duration, random: u64) -> Duration {
    let millis = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random % millis.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        max_attempts: 3,
        first_wait: Duration::from_millis(100),
        max_wait: Duration::from_secs(5),
    };

    const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Write, Effect::MovesMoney];
    const GUARANTEES: [Repeatability; 3] = [
        Repeatability::Never,
        Repeatability::OncePerId,
        Repeatability::ByKey,
    ];
    const READ: (Effect, Repeatability) = (Effect::Read, Repeatability::Never);

    fn repeats(call: (Effect, Repeatability), number: u32, attempt: Attempt) -> bool {
        decide(&POLICY, call, number, attempt, 0) != Decision::Stop
    }

    fn response(status: u16) -> Attempt {
        Attempt::Response(StatusCode::from_u16(status).unwrap(), None)
    }

    #[test]
    fn every_attempt_of_every_call_is_decided() {
        // The attempt; whether it is repeated if it moves no money; if it moves money; if it moves
        // money and takes effect once.
        let mut table = vec![
            (Attempt::Unsendable, false, false, false),
            (Attempt::NotSent, true, true, true),
            (Attempt::ResponseLost, true, false, true),
            (Attempt::ResponseTooLarge, false, false, false),
        ];
        for status in 100..=599 {
            let passes = [408, 429, 500, 502, 503, 504].contains(&status);
            table.push((response(status), passes, false, false));
        }
        for (attempt, harmless, money, money_once) in table {
            for effect in EFFECTS {
                for guarantee in GUARANTEES {
                    let expected = match (effect, guarantee) {
                        (Effect::Read | Effect::Write, _) => harmless,
                        (Effect::MovesMoney, Repeatability::Never) => money,
                        (Effect::MovesMoney, _) => money_once,
                    };
                    let call = (effect, guarantee);
                    for number in 1..POLICY.max_attempts {
                        assert_eq!(
                            repeats(call, number, attempt),
                            expected,
                            "{call:?} {attempt:?}"
                        );
                    }
                    assert!(!repeats(call, POLICY.max_attempts, attempt));
                    assert!(!repeats(call, u32::MAX, attempt));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn money_never_moves_twice(
            max_attempts in any::<u32>(),
            number in any::<u32>(),
            random in any::<u64>(),
            wait in 0_u64..100,
            guarantee in prop::sample::select(&GUARANTEES[..]),
            attempt in prop_oneof![
                Just(Attempt::Unsendable),
                Just(Attempt::NotSent),
                Just(Attempt::ResponseLost),
                Just(Attempt::ResponseTooLarge),
                (100_u16..600, prop::option::of(0_u64..100)).prop_map(|(status, after)| {
                    let status = StatusCode::from_u16(status).unwrap();
                    Attempt::Response(status, after.map(Duration::from_secs))
                }),
            ],
        ) {
            let policy = RetryPolicy { max_attempts, max_wait: Duration::from_secs(wait), ..POLICY };
            let call = (Effect::MovesMoney, guarantee);
            if let Decision::RepeatAfter(after) = decide(&policy, call, number, attempt, random) {
                prop_assert!(number < max_attempts && after <= policy.max_wait);
                let guaranteed = guarantee != Repeatability::Never;
                let is_allowed = attempt == Attempt::NotSent
                    || (attempt == Attempt::ResponseLost && guaranteed);
                prop_assert!(is_allowed, "{attempt:?} {guarantee:?}");
            }
        }
    }

    #[test]
    fn a_policy_of_one_attempt_does_not_even_repeat_what_was_not_sent() {
        for effect in EFFECTS {
            let call = (effect, Repeatability::ByKey);
            let decision = decide(&RetryPolicy::never(), call, 1, Attempt::NotSent, 0);
            assert_eq!(decision, Decision::Stop);
        }
    }

    #[test]
    fn a_retry_after_never_makes_a_money_call_repeatable() {
        let attempt = Attempt::Response(StatusCode::TOO_MANY_REQUESTS, Some(Duration::ZERO));
        for guarantee in GUARANTEES {
            assert!(!repeats((Effect::MovesMoney, guarantee), 1, attempt));
        }
    }

    #[test]
    fn a_retry_after_is_respected_up_to_the_longest_wait() {
        let after = |seconds| {
            let wait = Duration::from_secs(seconds);
            let attempt = Attempt::Response(StatusCode::SERVICE_UNAVAILABLE, Some(wait));
            decide(&POLICY, READ, 1, attempt, 7)
        };
        assert_eq!(after(0), Decision::RepeatAfter(Duration::ZERO));
        assert_eq!(after(5), Decision::RepeatAfter(Duration::from_secs(5)));
        assert_eq!(after(6), Decision::Stop);
    }

    #[test]
    fn backoff_doubles_up_to_the_longest_wait_with_full_jitter() {
        let policy = RetryPolicy {
            max_attempts: u32::MAX,
            ..POLICY
        };
        let wait = |number, random| decide(&policy, READ, number, Attempt::NotSent, random);
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
