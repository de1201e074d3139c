//! The cells of the matrix: what goes wrong, and what ending of it.

use std::fmt;

use payments_core::{ErrorKind, Outcome};
use payments_testkit::Fault;

use super::Row;

/// A disruption of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disruption {
    /// Nothing.
    Nothing,
    /// The fault hits the first request only.
    Once(Fault),
    /// The fault hits every request.
    Always(Fault),
    /// The service refuses the access token before it expires.
    TokenRefused,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With the requested result.
    Done,
    /// With an error.
    Failed(Outcome, ErrorKind),
}

/// The observations of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How it ended.
    pub ending: Ending,
    /// How many requests of the operation in question were sent.
    pub requests: u64,
    /// How often the service executed the call; `None` for a call that only reads.
    pub times: Option<usize>,
}

/// Whether the recourse of an error reports the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// The outcome is known.
    NotNeeded,
    /// The error names a call, and that call reports the truth.
    Correct,
    /// The error names a call, and that call reports something else, or nothing.
    Wrong,
    /// The error says what a person can do.
    Manual,
    /// The error names no recourse.
    Missing,
}

/// One call under one disruption.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// The call.
    pub row: Row,
    /// The disruption.
    pub disruption: Disruption,
    /// What ending of it.
    pub seen: Seen,
    /// Whether the recourse reports the truth.
    pub look_up: LookUp,
}

impl Disruption {
    /// Every disruption of a call.
    pub fn all(row: &Row) -> Vec<Self> {
        let mut all = vec![Self::Nothing];
        all.extend(Fault::ALL.map(Self::Always));
        all.extend(Fault::ALL.map(Self::Once));
        // A call that reads first has a new token by then.
        if row.bears_a_token() && !row.looks_first() {
            all.push(Self::TokenRefused);
        }
        all
    }
}

impl fmt::Display for Disruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Once(fault) => write!(f, "{fault:?}, once"),
            Self::Always(fault) => write!(f, "{fault:?}"),
            Self::TokenRefused => f.write_str("the service's own 401"),
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str("Ok"),
            Self::Failed(outcome, kind) => write!(f, "{outcome:?} ({kind:?})"),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.requests == 1 { "" } else { "s" };
        write!(f, "{}, {} request{plural}", self.ending, self.requests)?;
        match self.times {
            None => Ok(()),
            Some(0) => f.write_str(", not done"),
            Some(1) => f.write_str(", done"),
            Some(times) => write!(f, ", DONE {times} TIMES"),
        }
    }
}
