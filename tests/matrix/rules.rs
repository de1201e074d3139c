//! What must come out, in one table. It is written down here, not taken from the implementation.

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

use super::{Came, Cell, Change, EXCEPTIONS, LookUp, Mishap, Role, Row, Seen};

/// How often a request is sent at the most that may be sent again.
const ATTEMPTS: u64 = 3;

/// Where an exchange goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// Nothing leaves this machine.
    BeforeSending,
    /// The request leaves, and the service does not get to do anything.
    BeforeTheService,
    /// The service does its work, and its answer does not come.
    AfterTheService,
    /// The service does its work, and its answer comes spoiled.
    InTheAnswer,
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

/// What must come of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The fault.
    pub fault: Fault,
    /// Where it happens.
    pub point: Point,
    /// Whether the request is sent again.
    pub again: Again,
    /// What the call says of itself when the fault stays. Where the fault befalls a request that
    /// comes before the call's own, it is `NotSent` instead.
    pub outcome: Outcome,
    /// What the call says that went wrong.
    pub kind: ErrorKind,
}

/// What must come of every fault, but for the [`EXCEPTIONS`].
///
/// Money-moving calls are in the column `again` only where nothing was sent. `Rejected` stands
/// where the answer proves that nothing happened, and `Unknown` wherever it does not, also where
/// this simulator knows better.
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
    rule(Endless,             Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Truncate,            Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Empty,               Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Html,                Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Notice,              Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Malformed,           Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Latin1,              Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
    rule(Compressed,          Point::InTheAnswer,       Again::Never,     Unknown,  UnreadableResponse),
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
struct Fate {
    came: Came,
    requests: u64,
    /// Whether it ends well if the fault does not stay.
    passes: bool,
    /// How many requests more it sends then.
    more: u64,
}

/// What must be seen of a call under a mishap.
pub fn expected(row: &Row, mishap: Mishap) -> Seen {
    let (fault, stays) = match mishap {
        Mishap::Nothing => return seen(row, Came::Done, row.requests, true),
        // The service's own words: nothing was done, so even a call that moves money is made again.
        Mishap::TokenRefused => return seen(row, Came::Done, row.requests + 1, true),
        Mishap::Always(fault) => (fault, true),
        Mishap::Once(fault) => (fault, false),
    };
    let rule = RULES.into_iter().find(|rule| rule.fault == fault).unwrap();
    let mut fate = fate(rule, row.role());
    for exception in EXCEPTIONS {
        if exception.faults.contains(&fault) && (exception.concerns)(row, stays) {
            change(&mut fate, exception.change, row);
        }
    }
    if fate.passes && !stays {
        return seen(row, Came::Done, row.requests + fate.more, true);
    }
    let done = fate.came == Came::Done || is_done(rule.point, row.role());
    seen(row, fate.came, fate.requests, done)
}

fn fate(rule: Rule, role: Role) -> Fate {
    let passes = match rule.again {
        Again::Always => true,
        Again::IfItReads => role != Role::Money,
        Again::Never => false,
    };
    let outcome = match role {
        Role::Before => NotSent,
        Role::Read | Role::Money => rule.outcome,
    };
    Fate {
        came: Came::Failed(outcome, rule.kind),
        requests: if passes { ATTEMPTS } else { 1 },
        passes,
        more: 1,
    }
}

/// What a rule says of a request that is this to its call.
pub(super) fn in_words(rule: Rule, role: Role) -> String {
    let Fate {
        came,
        requests,
        passes,
        ..
    } = fate(rule, role);
    let done = is_done(rule.point, role);
    let times = match role {
        Role::Read => None,
        Role::Before | Role::Money => Some(usize::from(done)),
    };
    let seen = Seen {
        came,
        requests,
        times,
    };
    let otherwise = if passes { "; `Ok` if it passes" } else { "" };
    format!("{seen}{otherwise}")
}

/// Whether the service did what the call asks for although it failed.
fn is_done(point: Point, role: Role) -> bool {
    let reached = matches!(point, Point::AfterTheService | Point::InTheAnswer);
    reached && role == Role::Money
}

fn change(fate: &mut Fate, change: Change, row: &Row) {
    match change {
        Change::ReadThrough => {
            fate.came = Came::Done;
            fate.requests = row.requests;
        }
        Change::OneMore => fate.more += 1,
        Change::SecondAnswer => fate.requests = 2,
        Change::NewToken => {
            fate.requests = 2;
            fate.passes = true;
        }
        Change::Kind(kind) => {
            if let Came::Failed(outcome, _) = fate.came {
                fate.came = Came::Failed(outcome, kind);
            }
        }
    }
}

fn seen(row: &Row, came: Came, requests: u64, done: bool) -> Seen {
    Seen {
        came,
        requests,
        times: row.call.moves_money().then_some(usize::from(done)),
    }
}

/// Every cell that is not as it must be, in a table; nothing if all are.
pub fn differences(cells: &[Cell]) -> Option<String> {
    let mut table = String::new();
    for cell in cells {
        let must = expected(&cell.row, cell.mishap);
        if must != cell.seen {
            let (row, mishap, seen) = (cell.row, cell.mishap, cell.seen);
            table.push_str(&format!("| {row} | {mishap} | {must} | {seen} |\n"));
        }
        let way = way_to_find_out(&cell.row, must);
        if way != cell.look_up {
            let (row, mishap, look_up) = (cell.row, cell.mishap, cell.look_up);
            table.push_str(&format!("| {row} | {mishap} | {way:?} | {look_up:?} |\n"));
        }
    }
    let header = "| call | what went wrong | must come out | came out |\n|---|---|---|---|\n";
    (!table.is_empty()).then(|| format!("{header}{table}"))
}

/// A call that moves money and does not know what came of it names a call that does know. Payouts
/// alone cannot be looked up.
fn way_to_find_out(row: &Row, must: Seen) -> LookUp {
    match must.came {
        Came::Failed(Unknown, _) if row.call == Operation::SEND_PAYOUT => LookUp::Manual,
        Came::Failed(Unknown, _) if row.call.moves_money() => LookUp::Truth,
        _ => LookUp::NotNeeded,
    }
}
