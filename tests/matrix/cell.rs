//! The cells of the matrix: what goes wrong, and what came of it.

use std::fmt;

use payments_core::{ErrorKind, Outcome};
use payments_testkit::Fault;

use super::Row;

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing.
    Nothing,
    /// The fault befalls the first request, and is gone by the next.
    Once(Fault),
    /// The fault befalls each request.
    Always(Fault),
    /// The service itself refuses the access token: it expired before its time.
    TokenRefused,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// With what was asked for.
    Done,
    /// With an error.
    Failed(Outcome, ErrorKind),
}

/// What can be seen of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How it ended.
    pub came: Came,
    /// How many requests of the operation in question were sent.
    pub requests: u64,
    /// How often the service did what the call asks for; `None` for a call that only reads.
    pub times: Option<usize>,
}

/// What the way to find out that an error names was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// The outcome is known.
    NotNeeded,
    /// The error names a call, and that told the truth.
    Truth,
    /// The error names a call, and that told something else, or nothing.
    Wrong,
    /// The error tells what a person can do.
    Manual,
    /// The error names no way.
    Missing,
}

/// One call under one mishap.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// The call.
    pub row: Row,
    /// What went wrong.
    pub mishap: Mishap,
    /// What came of it.
    pub seen: Seen,
    /// What the way to find out was good for.
    pub look_up: LookUp,
}

impl Mishap {
    /// Everything that can go wrong with a call.
    pub fn all(row: &Row) -> Vec<Self> {
        let mut all = vec![Self::Nothing];
        all.extend(Fault::ALL.map(Self::Always));
        all.extend(Fault::ALL.map(Self::Once));
        // Who looks first has a new token by then.
        if row.bears_a_token() && !row.looks_first() {
            all.push(Self::TokenRefused);
        }
        all
    }
}

impl fmt::Display for Mishap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Once(fault) => write!(f, "{fault:?}, once"),
            Self::Always(fault) => write!(f, "{fault:?}"),
            Self::TokenRefused => f.write_str("the service's own 401"),
        }
    }
}

impl fmt::Display for Came {
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
        write!(f, "{}, {} request{plural}", self.came, self.requests)?;
        match self.times {
            None => Ok(()),
            Some(0) => f.write_str(", not done"),
            Some(1) => f.write_str(", done"),
            Some(times) => write!(f, ", DONE {times} TIMES"),
        }
    }
}
