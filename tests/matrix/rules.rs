//! The expected results, in one table. They are written here, not taken from the implementation.

use payments_core::ErrorKind::{
    self, Credentials, Forbidden, Network, NotFound, RateLimited, Timeout, Unavailable,
    UnreadableResponse,
};
use payments_core::Operation;
use payments_core::Outcome::{self, NotSent, Rejected, Unknown};
use payments_testkit::Fault::{
    self, BreakAfter, BreakBefore, Compressed, Empty, Endless, Html, Latin1, Malformed, Notice,
    Redirect, Refuse, Stall, StatusAfter, StatusBefore, TooManyRequests, Truncate,
};

use super::{Cell, Change, Disruption, EXCEPTIONS, Ending, LookUp, Role, Row, Seen};

/// How often a request is sent at the most that may be sent again.
const ATTEMPTS: u64 = 3;

/// Where an exchange goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Nothing leaves this machine.
    BeforeSending,
    /// The request is sent, and the service does not execute it.
    BeforeTheService,
    /// The service executes the request, and its response does not arrive.
    AfterTheService,
    /// The service executes the request, and its response arrives corrupted.
    InTheResponse,
}

/// Which calls send the request again by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Every call: nothing was sent.
    Always,
    /// Calls that read, and the reads before a call that moves money.
    IfItReads,
    /// None.
    Never,
}

/// The expected result of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The fault.
    pub fault: Fault,
    /// Where it happens.
    pub point: Point,
    /// Whether the request is sent again.
    pub again: Again,
    /// The outcome of the call when the fault persists. Where the fault hits a request that precedes
    /// the call's own, it is `NotSent` instead.
    pub outcome: Outcome,
    /// What the call says that went wrong.
    pub kind: ErrorKind,
}

/// The expected result of every fault, except for the [`EXCEPTIONS`].
///
/// Calls that move money are retried only where nothing was sent. The outcome is `Rejected` where
/// the response proves that nothing happened, and `Unknown` everywhere else, also where this
/// simulator knows better.
#[rustfmt::skip]
pub const RULES: [Rule; 21] = [
    //   fault                where                     again             outcome   kind
    rule(Refuse,              Point::BeforeSending,     Again::Always,    NotSent,  Network),
    rule(BreakBefore,         Point::BeforeTheService,  Again::IfItReads, Unknown,  Network),
    rule(StatusBefore(500),   Point::BeforeTheService,  Again::IfItReads, Unknown,  Unavailable),
    rule(StatusBefore(503),   Point::BeforeTheService,  Again::IfItReads, Unknown,  Unavailable),
    rule(TooManyRequests(1),  Point::BeforeTheService,  Again::IfItReads, Rejected, RateLimited),
    rule(Redirect,            Point::BeforeTheService,  Again::Never,     Unknown,  UnreadableResponse),
    rule(BreakAfter,          Point::AfterTheService,   Again::IfItReads, Unknown,  Network),
    rule(Stall,               Point::AfterTheService,   Again::IfItReads, Unknown,  Timeout),
    rule(StatusAfter(502),    Point::AfterTheService,   Again::IfItReads, Unknown,  Unavailable),
    rule(StatusAfter(504),    Point::AfterTheService,   Again::IfItReads, Unknown,  Unavailable),
    rule(StatusAfter(401),    Point::AfterTheService,   Again::Never,     Unknown,  Credentials),
    rule(StatusAfter(403),    Point::AfterTheService,   Again::Never,     Unknown,  Forbidden),
    rule(StatusAfter(404),    Point::AfterTheService,   Again::Never,     Unknown,  NotFound),
    rule(Endless,             Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Truncate,            Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Empty,               Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Html,                Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Notice,              Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Malformed,           Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Latin1,              Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Compressed,          Point::InTheResponse,       Again::Never,     Unknown,  UnreadableResponse),
];

const fn rule(fault: Fault, point: Point, again: Again, outcome: Outcome, kind: ErrorKind) -> Rule {
    Rule {
        fault,
        point,
        again,
        outcome,
        kind,
    }
}

/// How the rule goes for a call: how it ends, and how many requests it sends, while the fault stays.
struct Expectation {
    ending: Ending,
    requests: u64,
    /// Whether it ends well if the fault does not stay.
    passes: bool,
    /// How many requests more it sends then.
    more: u64,
}

/// What must be seen of a call under a disruption.
pub fn expected(row: &Row, disruption: Disruption) -> Seen {
    let (fault, stays) = match disruption {
        Disruption::Nothing => return seen(row, Ending::Done, row.requests, true),
        // The service's own words: nothing was done, so even a call that moves money is made again.
        Disruption::TokenRefused => return seen(row, Ending::Done, row.requests + 1, true),
        Disruption::Always(fault) => (fault, true),
        Disruption::Once(fault) => (fault, false),
    };
    let rule = RULES.into_iter().find(|rule| rule.fault == fault).unwrap();
    let mut expectation = expectation(rule, row.role());
    for exception in EXCEPTIONS {
        if exception.faults.contains(&fault) && (exception.concerns)(row, stays) {
            change(&mut expectation, exception.change, row);
        }
    }
    if expectation.passes && !stays {
        return seen(row, Ending::Done, row.requests + expectation.more, true);
    }
    let done = expectation.ending == Ending::Done || is_done(rule.point, row.role());
    seen(row, expectation.ending, expectation.requests, done)
}

fn expectation(rule: Rule, role: Role) -> Expectation {
    let passes = match rule.again {
        Again::Always => true,
        Again::IfItReads => role != Role::Money,
        Again::Never => false,
    };
    let outcome = match role {
        Role::Before => NotSent,
        Role::Read | Role::Money => rule.outcome,
    };
    Expectation {
        ending: Ending::Failed(outcome, rule.kind),
        requests: if passes { ATTEMPTS } else { 1 },
        passes,
        more: 1,
    }
}

/// What a rule says of a request that is this to its call.
pub(super) fn in_words(rule: Rule, role: Role) -> String {
    let Expectation {
        ending,
        requests,
        passes,
        ..
    } = expectation(rule, role);
    let done = is_done(rule.point, role);
    let times = match role {
        Role::Read => None,
        Role::Before | Role::Money => Some(usize::from(done)),
    };
    let seen = Seen {
        ending,
        requests,
        times,
    };
    let otherwise = if passes { "; `Ok` if it passes" } else { "" };
    format!("{seen}{otherwise}")
}

/// Whether the service did what the call asks for although it failed.
fn is_done(point: Point, role: Role) -> bool {
    let reached = matches!(point, Point::AfterTheService | Point::InTheResponse);
    reached && role == Role::Money
}

fn change(expectation: &mut Expectation, change: Change, row: &Row) {
    match change {
        Change::ReadThrough => {
            expectation.ending = Ending::Done;
            expectation.requests = row.requests;
        }
        Change::OneMore => expectation.more += 1,
        Change::SentOnce => {
            expectation.requests = 1;
            expectation.passes = false;
        }
        Change::NewToken => {
            expectation.requests = 2;
            expectation.passes = true;
        }
        Change::Kind(kind) => {
            if let Ending::Failed(outcome, _) = expectation.ending {
                expectation.ending = Ending::Failed(outcome, kind);
            }
        }
    }
}

fn seen(row: &Row, ending: Ending, requests: u64, done: bool) -> Seen {
    Seen {
        ending,
        requests,
        times: row.call.moves_money().then_some(usize::from(done)),
    }
}

/// Every cell that is not as it must be, in a table; nothing if all are.
pub fn differences(cells: &[Cell]) -> Option<String> {
    let mut table = String::new();
    for cell in cells {
        let must = expected(&cell.row, cell.disruption);
        if must != cell.seen {
            let (row, disruption, seen) = (cell.row, cell.disruption, cell.seen);
            table.push_str(&format!("| {row} | {disruption} | {must} | {seen} |\n"));
        }
        let look_up = expected_look_up(&cell.row, must);
        if look_up != cell.look_up {
            let (row, disruption, look_up) = (cell.row, cell.disruption, cell.look_up);
            table.push_str(&format!(
                "| {row} | {disruption} | {look_up:?} | {look_up:?} |\n"
            ));
        }
    }
    let header = "| call | what went wrong | must come out | ending out |\n|---|---|---|---|\n";
    (!table.is_empty()).then(|| format!("{header}{table}"))
}

/// A call that moves money and does not know what ending of it names a call that does know. Payouts
/// alone cannot be looked up.
fn expected_look_up(row: &Row, must: Seen) -> LookUp {
    match must.ending {
        Ending::Failed(Unknown, _) if row.call == Operation::SEND_PAYOUT => LookUp::Manual,
        Ending::Failed(Unknown, _) if row.call.moves_money() => LookUp::Correct,
        _ => LookUp::NotNeeded,
    }
}
