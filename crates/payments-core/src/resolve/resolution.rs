//! The result of resolving a call.

use std::fmt;

use time::{OffsetDateTime, UtcOffset};

use super::Subject;
use crate::Error;

/// The result of resolving a call whose outcome was unknown.
#[derive(Clone, Debug)]
#[must_use = "it says whether money moved"]
pub enum Resolution<T> {
    /// It happened.
    Happened {
        /// What the provider shows of it now.
        found: T,
        /// What was not searched, each in a phrase: others with the same reference may exist there.
        gaps: Vec<String>,
    },
    /// It did not happen, and will not: the call may be made again.
    DidNotHappen,
    /// It is still unknown. The call must not be made again.
    StillUnknown(Why<T>),
}

impl<T> Resolution<T> {
    /// What the provider shows of the call, if it is known to have happened.
    pub fn happened(self) -> Option<T> {
        match self {
            Self::Happened { found, .. } => Some(found),
            Self::DidNotHappen | Self::StillUnknown(_) => None,
        }
    }
}

/// Why the outcome of a call is still unknown. `Display` says what to do about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Why<T> {
    /// Nothing shows that it happened, but the call is so recent that the provider, or a gateway
    /// before it, may still be processing it.
    NotSettled {
        /// The earliest time at which an absence proves something.
        ask_again_at: OffsetDateTime,
    },
    /// Nothing shows that it happened, but the search did not cover everything.
    SearchIncomplete {
        /// What was not searched.
        gap: String,
    },
    /// The reference was used more than once, so nothing tells which of these belongs to the call.
    SeveralMatches {
        /// Everything found, declined ones included, newest first.
        matches: Vec<T>,
        /// What was not searched, each in a phrase.
        gaps: Vec<String>,
    },
    /// It exists, in a state that decides nothing.
    InBetween(T),
    /// It could not be looked up. The error is that of the look-up, which only reads.
    LookupFailed(Error),
    /// No call of this provider can tell; this sentence says what a person can do.
    CannotTell(&'static str),
}

impl<T: Subject> fmt::Display for Why<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSettled { ask_again_at } => {
                let at = ask_again_at.to_offset(UtcOffset::UTC);
                write!(
                    f,
                    "nothing shows that it happened, but it may still be in progress: resolve it \
                     again at {} {} UTC, and do not repeat the call before",
                    at.date(),
                    at.time()
                )
            }
            Self::SearchIncomplete { gap } => write!(
                f,
                "nothing shows that it happened, but not everything was searched: {gap}. Look it \
                 up on the provider's own pages before you repeat the call"
            ),
            Self::SeveralMatches { matches, gaps } => {
                let matches: Vec<String> = matches.iter().map(Subject::label).collect();
                let matches = matches.join(", ");
                write!(
                    f,
                    "the reference was used more than once, so nothing tells which of these \
                     belongs to the call: {matches}. Compare them with your own records"
                )?;
                if gaps.is_empty() {
                    return Ok(());
                }
                write!(f, "; not searched: {}", gaps.join("; "))
            }
            Self::InBetween(found) => write!(
                f,
                "{} exists in a state that decides nothing: resolve it again later, and ask the \
                 provider if the state does not change",
                found.label()
            ),
            Self::LookupFailed(error) => write!(f, "it could not be looked up: {error}"),
            Self::CannotTell(advice) => f.write_str(advice),
        }
    }
}
