//! The results of the rows, as they come.

use std::io;

use indicatif::ProgressBar;
use payments_core::{Outcome, PayoutStatus};
use time::OffsetDateTime;

use crate::exit::Ending;
use crate::input;
use crate::output::{Output, bar};
use crate::session::{Finder, Session};
use crate::view::{self, PayoutRow, View};

/// The result of a row that did not fail now.
pub(super) enum Sent {
    /// The provider did it, now or when the same row was sent before.
    Done {
        payout: payments_core::Payout,
        is_new: bool,
    },
    /// The provider rejected the same row before; it was not sent now.
    RejectedBefore,
}

/// A row in flight.
pub(super) struct Begun {
    pub(super) reference: String,
    pub(super) at: OffsetDateTime,
}

impl Begun {
    pub(super) fn now(reference: String) -> Self {
        Self {
            reference,
            at: OffsetDateTime::now_utc(),
        }
    }
}

/// Prints the results and counts them.
pub(super) struct Report<'a> {
    session: &'a Session,
    bar: ProgressBar,
    ending: Ending,
    total: usize,
    done: usize,
    failed: usize,
    unknown: Vec<PayoutRow>,
    pub(super) stdout_failed: bool,
}

impl<'a> Report<'a> {
    pub(super) fn new(session: &'a Session, total: usize) -> Self {
        Self {
            session,
            bar: bar(total, "rows"),
            ending: Ending::Done,
            total,
            done: 0,
            failed: 0,
            unknown: Vec::new(),
            stdout_failed: false,
        }
    }

    pub(super) fn add(&mut self, index: usize, begun: &Begun, result: payments_core::Result<Sent>) {
        let mut row = self.row(index, begun, "done");
        let ending = match result {
            Ok(Sent::RejectedBefore) => {
                row.outcome = "rejected_before".to_owned();
                row.message = Some(
                    "the provider rejected it before: --retry-rejected sends it again".to_owned(),
                );
                Ending::Rejected
            }
            Ok(Sent::Done { payout, is_new }) => {
                if !is_new {
                    row.outcome = "done_before".to_owned();
                }
                row.payout = Some(view::Payout::of(&payout));
                match payout.status {
                    PayoutStatus::Other(_) => {
                        row.message = Some("the status of the payout is not documented".to_owned());
                        Ending::Unknown
                    }
                    _ => Ending::Done,
                }
            }
            Err(error) => {
                row.outcome = match error.outcome() {
                    Outcome::NotSent => "not_sent",
                    Outcome::Rejected => "rejected",
                    Outcome::Unknown => "unknown",
                }
                .to_owned();
                row.message = Some(error.to_string());
                Ending::of(&error)
            }
        };
        self.count(row, begun, ending);
    }

    /// Reports a row whose response is not waited for.
    pub(super) fn abandon(&mut self, index: usize, begun: &Begun) {
        let mut row = self.row(index, begun, "unknown");
        row.message = Some("interrupted while the call was in flight".to_owned());
        self.count(row, begun, Ending::Unknown);
    }

    fn row(&self, index: usize, begun: &Begun, outcome: &str) -> PayoutRow {
        PayoutRow {
            row: index + 1,
            reference: begun.reference.clone(),
            outcome: outcome.to_owned(),
            payout: None,
            message: None,
            find_out: None,
        }
    }

    fn count(&mut self, mut row: PayoutRow, begun: &Begun, ending: Ending) {
        self.ending = self.ending.worse(ending);
        match ending {
            Ending::Done => self.done += 1,
            Ending::Unknown => {
                let finder = Finder::resolve("resolve-payout", &begun.reference);
                row.outcome = "unknown".to_owned();
                row.find_out = Some(self.session.find_out(&finder, begun.at));
            }
            _ => self.failed += 1,
        }
        self.bar.inc(1);
        let line = row.line();
        let view = View::PayoutRow(row);
        let output = self.session.output;
        let printed = self.bar.suspend(|| match self.stdout_failed {
            true => output.print_line(&view, &line, &mut io::stderr().lock()),
            false => output.print_line(&view, &line, &mut io::stdout().lock()),
        });
        if printed.is_err() && !self.stdout_failed {
            self.stdout_failed = true;
            self.ending = self.ending.worse(Ending::NotPrinted);
            // Where standard error fails too, the exit code still tells.
            let _ = output.print_line(&view, &line, &mut io::stderr().lock());
        }
        if let View::PayoutRow(row) = view
            && ending == Ending::Unknown
        {
            self.unknown.push(row);
        }
    }

    /// Prints the summary on standard error.
    pub(super) fn finish(mut self) -> Ending {
        self.bar.finish_and_clear();
        let unknown = self.unknown.len();
        let not_sent = self.total - self.done - self.failed - unknown;
        if not_sent > 0 {
            self.ending = self.ending.worse(Ending::NotSent);
        }
        let mut text = format!(
            "{} of {} rows done, {} rejected or not sent, {unknown} unknown",
            self.done, self.total, self.failed
        );
        if not_sent > 0 {
            text.push_str(&format!(", {not_sent} never dispatched"));
        }
        if self.session.output == Output::Table {
            for row in &self.unknown {
                let command = row.find_out.as_deref().unwrap_or_default();
                text.push_str(&format!(
                    "\n  row {} {} may have moved money: do not send it again. Find out with:\n    \
                     {command}",
                    row.row, row.reference
                ));
            }
            input::say(&text);
        }
        self.ending
    }
}
