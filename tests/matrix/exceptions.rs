//! Where a call may differ from the rules, and why.

use payments_core::{ErrorKind, Operation};
use payments_testkit::Fault;
use provider_pagofacil::Encoding;

use self::Answer::{First, Last};
use super::Row;

/// A difference from the rules.
#[derive(Clone, Copy, Debug)]
pub struct Exception {
    /// The faults.
    pub faults: &'static [Fault],
    /// Which calls, in words.
    pub who: &'static str,
    /// Which calls; the second argument tells whether the fault stays.
    pub concerns: fn(&Row, bool) -> bool,
    /// What is different.
    pub change: Change,
    /// Why.
    pub why: &'static str,
}

/// What is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The answer is read through the fault.
    ReadThrough,
    /// The first answer is read through the fault, and the call fails with the second.
    SecondAnswer,
    /// The request is sent once more, with a new token.
    NewToken,
    /// One request more than the repeated one.
    OneMore,
    /// Something else went wrong, as the call says.
    Kind(ErrorKind),
}

impl Change {
    /// What is different, in words.
    pub fn describe(self) -> String {
        match self {
            Self::ReadThrough => "`Ok`: the answer is read through it".to_owned(),
            Self::SecondAnswer => "fails with the second answer".to_owned(),
            Self::NewToken => "is sent once more, with a new token".to_owned(),
            Self::OneMore => "if it passes, one request more".to_owned(),
            Self::Kind(kind) => format!("says `{kind:?}`"),
        }
    }
}

/// Every difference from the rules.
pub const EXCEPTIONS: &[Exception] = &[
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
        why: "the lost answer used the refresh token up, so a token is asked for with the keys",
    },
    Exception {
        faults: &[Fault::StatusAfter(401)],
        who: "PagoFácil",
        concerns: |row, _| row.provider == "pagofacil",
        change: Change::Kind(ErrorKind::Forbidden),
        why: "the service refuses keys in an answer of its own; a 401 is somebody else's",
    },
    Exception {
        faults: &[Fault::Notice],
        who: "PagoFácil's answers in JSON",
        concerns: |row, stays| is_in_json(row, First) && (!stays || is_in_json(row, Last)),
        change: Change::ReadThrough,
        why: "PHP prints notices in front of a whole answer; that one says what was done",
    },
    Exception {
        faults: &[Fault::Notice],
        who: "PagoFácil's search for a subscription, where it is called in XML",
        concerns: |row, stays| stays && is_in_json(row, First) && !is_in_json(row, Last),
        change: Change::SecondAnswer,
        why: "it reads a report, which is in JSON in any encoding, and then a subscription",
    },
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    First,
    Last,
}

/// Whether an answer comes in JSON, in front of which PagoFácil may print a notice. Reports do in
/// any encoding.
fn is_in_json(row: &Row, answer: Answer) -> bool {
    let is_report = match row.call {
        Operation::FIND_SUBSCRIPTION => answer == First,
        Operation::LIST_CHARGES => answer == Last,
        call => provider_pagofacil::OWN_OPERATIONS.contains(&call),
    };
    let is_xml = matches!(row.encoding, Some(Encoding::QueryXml | Encoding::FormXml));
    row.provider == "pagofacil" && (is_report || !is_xml)
}
