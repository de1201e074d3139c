//! What became of a call.

use std::fmt;

use time::{OffsetDateTime, UtcOffset};

use super::Subject;
use crate::Error;

/// What became of a call whose answer was lost.
#[derive(Clone, Debug)]
#[must_use = "it says whether money moved"]
pub enum Resolution<T> {
    /// It happened; this is what the provider has of it now.
    Happened(T),
    /// It did not happen, and will not: the call may be made again.
    DidNotHappen,
    /// Nobody knows yet. The call must not be made again.
    StillUnknown(Why<T>),
}

/// Why nobody knows what became of a call. It prints what to do about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Why<T> {
    /// Nothing shows that it happened, but the call is so young that the provider, or a gateway in
    /// front of it, may still be working on it.
    NotSettled {
        /// From when on an absence counts.
        ask_again_at: OffsetDateTime,
    },
    /// Nothing shows that it happened, but the search did not cover everything.
    SearchIncomplete {
        /// What was not searched.
        gap: String,
    },
    /// The reference was used more than once, so nothing tells which of these came of the call.
    /// They are everything found, refused ones included, newest first.
    SeveralMatches(Vec<T>),
    /// It is there, in a state that decides nothing.
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
                    "nothing shows that it happened, but it may still be under way: ask again at \
                     {} {} UTC, and do not repeat the call before",
                    at.date(),
                    at.time()
                )
            }
            Self::SearchIncomplete { gap } => write!(
                f,
                "nothing shows that it happened, but not everything was searched: {gap}. Look it \
                 up on the provider's own pages before you repeat the call"
            ),
            Self::SeveralMatches(matches) => {
                let matches: Vec<String> = matches.iter().map(Subject::label).collect();
                let matches = matches.join(", ");
                write!(
                    f,
                    "the reference was used more than once, so nothing tells which of these came \
                     of the call: {matches}. Compare them with your own records"
                )
            }
            Self::InBetween(found) => write!(
                f,
                "there is {}, which decides nothing: ask again later, and ask the provider if it \
                 stays so",
                found.label()
            ),
            Self::LookupFailed(error) => write!(f, "it could not be looked up: {error}"),
            Self::CannotTell(advice) => f.write_str(advice),
        }
    }
}
