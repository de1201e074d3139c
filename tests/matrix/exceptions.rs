//! Exceptions from the rules, with their reasons.

use payments_core::{ErrorKind, Operation};
use payments_testkit::Fault;

use super::Row;

/// A difference from the rules.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The faults.
    pub faults: &'static [Fault],
    /// Which calls, in words.
    pub who: &'static str,
    /// Which calls; the second argument says whether the fault persists.
    pub concerns: fn(&Row, bool) -> bool,
    /// What is different.
    pub change: Change,
    /// Why.
    pub why: &'static str,
}

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The response is read through the fault.
    ReadThrough,
    /// The request is sent once more, with a new token.
    NewToken,
    /// One request more than the repeated one.
    OneMore,
    /// Something else went wrong, as the call says.
    Kind(ErrorKind),
    /// The request is sent once, as of a call that moves money.
    SentOnce,
}

impl Change {
    /// What is different, in words.
    pub fn describe(self) -> String {
        match self {
            Self::ReadThrough => "`Ok`: the response is read through it".to_owned(),
            Self::NewToken => "is sent once more, with a new token".to_owned(),
            Self::OneMore => "if it passes, one request more".to_owned(),
            Self::Kind(kind) => format!("says `{kind:?}`"),
            Self::SentOnce => "is sent once".to_owned(),
        }
    }
}

/// Every difference from the rules.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        faults: &[
            Fault::BreakBefore,
            Fault::StatusBefore(500),
            Fault::StatusBefore(503),
            Fault::TooManyRequests(1),
            Fault::BreakAfter,
            Fault::Stall,
            Fault::StatusAfter(502),
            Fault::StatusAfter(504),
        ],
        who: "the calls that store and delete cards",
        concerns: |row, _| {
            let calls = [Operation::STORE_CARD, Operation::DELETE_CARD];
            calls.contains(&row.call)
        },
        change: Change::SentOnce,
        why: "a card that is stored once more is stored twice, and one that was deleted is not found",
    },
    Exception {
        faults: &[Fault::StatusAfter(401)],
        who: "mPandco's reads that bear a token",
        concerns: |row, _| row.bears_a_token() && !row.at.moves_money(),
        change: Change::NewToken,
        why: "the token may have been refused, and reading again with a new one costs nothing",
    },
    Exception {
        faults: &[Fault::StatusAfter(401)],
        who: "a call of mPandco that finds its token expired",
        concerns: |row, _| row.variant == Some(super::mpandco::RENEWING),
        change: Change::NewToken,
        why: "the refresh token may be dead, so a token is asked for with the keys",
    },
    Exception {
        faults: &[
            Fault::BreakAfter,
            Fault::Stall,
            Fault::StatusAfter(502),
            Fault::StatusAfter(504),
        ],
        who: "a call of mPandco that finds its token expired",
        concerns: |row, stays| row.variant == Some(super::mpandco::RENEWING) && !stays,
        change: Change::OneMore,
        why: "the lost response used the refresh token up, so a token is asked for with the keys",
    },
    Exception {
        faults: &[Fault::StatusAfter(401)],
        who: "PagoFácil",
        concerns: |row, _| row.provider == "pagofacil",
        change: Change::Kind(ErrorKind::Forbidden),
        why: "the service refuses keys in its own response; a 401 comes from a gateway",
    },
    Exception {
        faults: &[Fault::Latin1],
        who: "every response that is not encrypted",
        concerns: |row, _| !row.is_encrypted(),
        change: Change::ReadThrough,
        why: "a body that is not UTF-8 is converted from its charset",
    },
    Exception {
        faults: &[Fault::Notice],
        who: "every response that is not encrypted",
        concerns: |row, _| !row.is_encrypted(),
        change: Change::ReadThrough,
        why: "PHP prints notices before a complete response, which says what was done",
    },
];
