//! `payments mpandco send-payout` and `send-payouts`.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use async_trait::async_trait;
use clap::Args;
use futures_util::{StreamExt, stream};
use indicatif::ProgressBar;
use payments_core::{
    Currency, ErrorKind, Money, Operation, Outcome, PayoutProvider, PayoutRequest, PayoutSpeed,
    PayoutStatus, Provider, Violations,
};
use payments_journal::store::{AttemptRecord, State};
use payments_journal::{Attempt, Journaled};
use payments_kit::http::{
    ClientConfig, Delivery, HttpRequest, HttpResponse, HttpTransport, RetryPolicy, TransportError,
    TransportFailure,
};
use provider_mpandco::Mpandco;
use time::OffsetDateTime;
use tokio::sync::oneshot;

use crate::exit::{Ending, Failure};
use crate::input;
use crate::journal;
use crate::output::{Output, bar};
use crate::session::{Finder, Session, default_file};
use crate::signals::Signals;
use crate::view::{self, PayoutRow, View};

/// The columns of the file, with an example.
pub(super) const HELP: &str = "\
The file is CSV with a header. Its columns, in any order:
  reference  your own identifier of the payout, unique
  amount     the amount in VES, such as 20 or 20.50
  name       the name of the receiver
  document   the identity document of the receiver, such as V19123456
  account    the bank account of the receiver, 20 digits
  phone      optional: the phone number of the receiver
  email      optional: the e-mail address of the receiver
  instant    optional: true for an instant payout, for another fee; false by default

Example:
  reference,amount,name,document,account,phone,email,instant
  PAY-1,20.50,Ana Ejemplo,V19123456,01020000000000000000,,,
  PAY-2,5,Luis Ejemplo,V19123457,01050000000000000000,,luis@shop.example,true

The whole file is validated before anything is sent, and every problem is printed with its row and
column. Then each row is sent once, and its result is printed when it arrives. SIGINT, SIGTERM and
SIGHUP stop the dispatch: the rows in flight are waited for. The exit code is that of the worst row.

The journal remembers every row: the same file again sends only the rows that were never sent. It is
the file or database of --journal, of PAYMENTS_JOURNAL or of the profile, or else
$XDG_STATE_HOME/payments/journal.sqlite (~/.local/state/payments/journal.sqlite). Keep one journal
for one account.

mPandco registers a payout in a batch. Registered does not mean that the money has moved.";

/// One payout.
#[derive(Args)]
pub(crate) struct Payout {
    /// Your own identifier of the payout, unique
    #[arg(long)]
    reference: String,
    /// The amount in VES
    #[arg(long)]
    amount: String,
    /// The name of the receiver
    #[arg(long)]
    name: String,
    /// The identity document of the receiver, such as V19123456
    #[arg(long)]
    document: String,
    /// The bank account of the receiver
    #[arg(long)]
    account: String,
    /// The phone number of the receiver
    #[arg(long)]
    phone: Option<String>,
    /// The e-mail address of the receiver
    #[arg(long)]
    email: Option<String>,
    /// Pay at once, for another fee, instead of within a day
    #[arg(long)]
    instant: bool,
}

impl Payout {
    pub(super) fn request(self) -> PayoutRequest {
        let amount = Money::parse(&self.amount, Currency::VES);
        let reference = self.reference.as_str();
        let mut request =
            PayoutRequest::new(reference, amount, self.name, self.document, self.account);
        if let Some(phone) = self.phone {
            request = request.with_phone(phone);
        }
        if let Some(email) = self.email {
            request = request.with_email(email);
        }
        if self.instant {
            request = request.with_speed(PayoutSpeed::Instant);
        }
        request
    }
}

/// A file of payouts.
#[derive(Args)]
pub(crate) struct Batch {
    /// The CSV file; - for standard input
    file: PathBuf,
    /// How many payouts are in flight at the same time
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    in_flight: u16,
    /// Continue with a file that was interrupted: the journal must know some of its rows. Rows
    /// that were done, or whose outcome is unknown, are never sent again, with or without this
    #[arg(long, conflicts_with = "no_journal")]
    resume: bool,
    /// Send rows again that the provider rejected before
    #[arg(long, conflicts_with = "no_journal")]
    retry_rejected: bool,
    /// Keep no journal: the same file again sends everything again
    #[arg(long, conflicts_with = "journal")]
    no_journal: bool,
}

impl Batch {
    /// Returns the requests of the file, or everything that is wrong with it.
    pub(super) async fn rows(
        &self,
        validator: &dyn PayoutProvider,
    ) -> Result<Vec<PayoutRequest>, Failure> {
        let text = input::read(Some(&self.file))?;
        let name = match self.file == Path::new("-") {
            true => "standard input".to_owned(),
            false => self.file.display().to_string(),
        };
        let file = File::read(&text);
        let mut problems = file.problems;
        let mut requests = Vec::new();
        let mut seen = HashMap::new();
        for (place, payout) in file.payouts {
            let request = payout.request();
            let mut violations = Violations::new();
            request.check(&mut violations);
            let mut found: Vec<(String, String)> = violations
                .iter()
                .map(|found| (found.field().to_owned(), found.message().to_owned()))
                .collect();
            if found.is_empty()
                && let Err(error) = validator.send_payout(&request).await
                && error.kind() == ErrorKind::InvalidRequest
            {
                let violations = error.violations().iter();
                found.extend(
                    violations.map(|found| (found.field().to_owned(), found.message().to_owned())),
                );
            }
            if let Some(first) = seen.insert(request.reference().to_string(), place.row) {
                found.push((
                    "reference".to_owned(),
                    format!("is used in row {first} already"),
                ));
            }
            for (column, reason) in found {
                problems.push(place.problem(&column, &reason));
            }
            requests.push(request);
        }
        if problems.is_empty() {
            return Ok(requests);
        }
        problems.sort();
        let problems: Vec<String> = problems
            .into_iter()
            .map(|problem| format!("{name}: {}", problem.text))
            .collect();
        Err(Failure::usage(format!(
            "nothing was sent, because the file is invalid:\n{}",
            problems.join("\n")
        )))
    }

    /// Sends every row once, independent of the results of the others, and prints each result
    /// when it arrives.
    pub(super) async fn send(
        self,
        requests: Vec<PayoutRequest>,
        mpandco: Mpandco,
        session: &Session,
    ) -> Result<Ending, Failure> {
        let sender = Sender::new(&self, mpandco, session).await?;
        if self.resume {
            sender.check_resumed(&requests).await?;
        }
        let sender = &sender;
        let total = requests.len();
        let mut report = Report::new(session, total);
        let in_flight: Mutex<BTreeMap<usize, Begun>> = Mutex::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let mut stop = Some(stop);
        let mut signals = Signals::listen()?;
        let dispatch = stream::iter(requests.into_iter().enumerate()).take_until(stopped);
        let results = dispatch
            .map(|(index, request)| {
                let in_flight = &in_flight;
                async move {
                    let begun = Begun {
                        reference: request.reference().to_string(),
                        at: OffsetDateTime::now_utc(),
                    };
                    lock(in_flight).insert(index, begun);
                    (index, sender.send(&request).await)
                }
            })
            .buffer_unordered(self.in_flight.into());
        let mut results = std::pin::pin!(results);
        loop {
            tokio::select! {
                result = results.next() => {
                    let Some((index, result)) = result else { break };
                    let begun = lock(&in_flight).remove(&index);
                    let begun = begun.unwrap_or_else(|| Begun::now(String::new()));
                    report.add(index, &begun, result);
                    if report.stdout_failed && let Some(stop) = stop.take() {
                        let _ = stop.send(());
                        input::say("standard output failed: no more rows are sent");
                    }
                }
                () = signals.next() => match stop.take() {
                    Some(stop) => {
                        let _ = stop.send(());
                        let waiting = lock(&in_flight).len();
                        input::say(&format!(
                            "stopping: no more rows are sent, waiting for {waiting} in flight; a \
                             second signal ends without them"
                        ));
                    }
                    None => break,
                },
            }
        }
        let abandoned = std::mem::take(&mut *lock(&in_flight));
        for (index, begun) in abandoned {
            report.abandon(index, &begun);
        }
        Ok(report.finish())
    }
}

/// The result of a row that did not fail now.
enum Sent {
    /// The provider did it, now or when the same row was sent before.
    Done {
        payout: payments_core::Payout,
        is_new: bool,
    },
    /// The provider rejected the same row before; it was not sent now.
    RejectedBefore,
}

/// Sends rows, through the journal if there is one.
struct Sender<'a> {
    session: &'a Session,
    mpandco: Mpandco,
    journaled: Option<Journaled<Mpandco>>,
    retries_rejected: bool,
}

impl<'a> Sender<'a> {
    async fn new(batch: &Batch, mpandco: Mpandco, session: &'a Session) -> Result<Self, Failure> {
        let default = || Some(default_file()?.display().to_string());
        let place = session.journal.clone().or_else(default);
        let journaled = match place.filter(|_| !batch.no_journal) {
            Some(place) => {
                let journal = journal::open(&place).await?;
                Some(journal.with(mpandco.clone()))
            }
            None if batch.no_journal => None,
            None => return Err(Failure::usage("give --journal, or --no-journal")),
        };
        Ok(Self {
            session,
            mpandco,
            journaled,
            retries_rejected: batch.retry_rejected,
        })
    }

    /// Fails if the journal knows none of the rows: it may be another journal.
    async fn check_resumed(&self, requests: &[PayoutRequest]) -> Result<(), Failure> {
        for request in requests {
            if self.latest(request).await?.is_some() {
                return Ok(());
            }
        }
        Err(Failure::usage(
            "--resume: the journal knows no row of this file; is it the right --journal, and the \
             right environment?",
        ))
    }

    async fn latest(&self, request: &PayoutRequest) -> Result<Option<AttemptRecord>, Failure> {
        let Some(journaled) = &self.journaled else {
            return Ok(None);
        };
        let key = self
            .session
            .key(Operation::SEND_PAYOUT, request.reference());
        Ok(journaled.journal().store().latest(&key).await?)
    }

    async fn send(&self, request: &PayoutRequest) -> payments_core::Result<Sent> {
        let Some(journaled) = &self.journaled else {
            let payout = self.mpandco.send_payout(request).await?;
            return Ok(Sent::Done {
                payout,
                is_new: true,
            });
        };
        // Where the journal cannot be read, the claim below fails too.
        let before = self.latest(request).await.ok().flatten();
        if !self.retries_rejected && before.as_ref().is_some_and(was_rejected) {
            return Ok(Sent::RejectedBefore);
        }
        match journaled.attempt_payout(request).await? {
            Attempt::Known { value, .. } => Ok(Sent::Done {
                payout: value,
                is_new: false,
            }),
            attempt => {
                let payout = attempt.into_result(self.mpandco.name())?;
                Ok(Sent::Done {
                    payout,
                    is_new: true,
                })
            }
        }
    }
}

/// Whether the provider rejected an attempt, and not a connection that failed before it.
fn was_rejected(record: &AttemptRecord) -> bool {
    let error = record
        .error
        .as_deref()
        .filter(|_| record.state == State::Failed);
    let error: Option<serde_json::Value> = error.and_then(|error| serde_json::from_str(error).ok());
    error.is_some_and(|error| {
        error
            .get("outcome")
            .is_some_and(|outcome| outcome == "rejected")
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What it guards is valid at any time.
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A row in flight.
struct Begun {
    reference: String,
    at: OffsetDateTime,
}

impl Begun {
    fn now(reference: String) -> Self {
        Self {
            reference,
            at: OffsetDateTime::now_utc(),
        }
    }
}

/// Prints the results and counts them.
struct Report<'a> {
    session: &'a Session,
    bar: ProgressBar,
    ending: Ending,
    total: usize,
    done: usize,
    failed: usize,
    unknown: Vec<PayoutRow>,
    stdout_failed: bool,
}

impl<'a> Report<'a> {
    fn new(session: &'a Session, total: usize) -> Self {
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

    fn add(&mut self, index: usize, begun: &Begun, result: payments_core::Result<Sent>) {
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
    fn abandon(&mut self, index: usize, begun: &Begun) {
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
    fn finish(mut self) -> Ending {
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

/// A parsed file.
#[derive(Default)]
struct File {
    payouts: Vec<(Place, Payout)>,
    problems: Vec<Problem>,
}

/// A row of the file, and the line where it begins.
#[derive(Clone, Copy)]
struct Place {
    row: usize,
    line: u64,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    row: usize,
    column: usize,
    text: String,
}

impl Place {
    fn problem(self, column: &str, reason: &str) -> Problem {
        let Self { row, line } = self;
        Problem {
            row,
            column: COLUMNS
                .iter()
                .position(|known| *known == column)
                .unwrap_or(0),
            text: format!("row {row} (line {line}), column {column}: {reason}"),
        }
    }
}

const COLUMNS: [&str; 8] = [
    "reference",
    "amount",
    "name",
    "document",
    "account",
    "phone",
    "email",
    "instant",
];
const REQUIRED: usize = 5;

impl File {
    fn read(text: &[u8]) -> Self {
        let mut file = Self::default();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text);
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(_) => {
                file.complain("the header cannot be read".to_owned());
                return file;
            }
        };
        // Spreadsheets put a byte order mark before the first name.
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name)
                    .trim_start_matches('\u{feff}')
                    .to_owned()
            })
            .collect();
        file.check_header(&names);
        if !file.problems.is_empty() {
            return file;
        }
        for (index, record) in reader.byte_records().enumerate() {
            let row = index + 1;
            match record {
                Ok(record) => file.add(line_of(&record, text), row, &names, &record),
                Err(_) => file.complain(format!("row {row} cannot be read")),
            }
        }
        file
    }

    fn complain(&mut self, text: String) {
        self.problems.push(Problem {
            row: 0,
            column: 0,
            text,
        });
    }

    fn check_header(&mut self, names: &[String]) {
        for required in COLUMNS.iter().take(REQUIRED) {
            if !names.iter().any(|name| name == required) {
                self.complain(format!("the header lacks the column {required}"));
            }
        }
        for (index, name) in names.iter().enumerate() {
            if !COLUMNS.contains(&name.as_str()) {
                self.complain(format!(
                    "column {} of the header is unknown; known are {}",
                    index + 1,
                    COLUMNS.join(", ")
                ));
            } else if names.iter().take(index).any(|earlier| earlier == name) {
                self.complain(format!("the header has the column {name} twice"));
            }
        }
    }

    fn add(&mut self, line: u64, row: usize, names: &[String], record: &csv::ByteRecord) {
        let place = Place { row, line };
        if record.len() != names.len() {
            // A row is about a person: it is not quoted.
            self.problems.push(Problem {
                row,
                column: 0,
                text: format!(
                    "row {row} (line {line}): has {} columns, and the header {}",
                    record.len(),
                    names.len()
                ),
            });
            return;
        }
        let mut texts = HashMap::new();
        for (name, text) in names.iter().zip(record) {
            match std::str::from_utf8(text) {
                Ok(text) => {
                    texts.insert(name.as_str(), text);
                }
                Err(_) => self
                    .problems
                    .push(place.problem(name, "must be UTF-8 text")),
            }
        }
        let text = |name: &str| texts.get(name).copied().unwrap_or_default().to_owned();
        let optional = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
        let instant = match text("instant").to_ascii_lowercase().as_str() {
            "" | "false" => false,
            "true" => true,
            _ => {
                let problem = place.problem("instant", "must be true, false or empty");
                self.problems.push(problem);
                false
            }
        };
        let payout = Payout {
            reference: text("reference"),
            amount: text("amount"),
            name: text("name"),
            document: text("document"),
            account: text("account"),
            phone: optional("phone"),
            email: optional("email"),
            instant,
        };
        self.payouts.push((place, payout));
    }
}

/// Returns the line that a row begins at. Its position is before the empty lines that precede it.
fn line_of(record: &csv::ByteRecord, text: &[u8]) -> u64 {
    let Some(position) = record.position() else {
        return 0;
    };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let skipped = blank.filter(|byte| **byte == b'\n').count();
    position.line() + u64::try_from(skipped).unwrap_or(0)
}

/// Returns the configuration of a client that validates requests and sends nothing.
pub(super) fn validation_only() -> ClientConfig {
    ClientConfig::new()
        .with_transport(NoTransport)
        .with_retry(RetryPolicy::never())
}

/// Sends nothing.
#[derive(Debug)]
struct NoTransport;

#[async_trait]
impl HttpTransport for NoTransport {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError::new(
            TransportFailure::Connect,
            Delivery::NotSent,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_help_is_a_valid_file() {
        let (_, example) = HELP.split_once("Example:\n").unwrap();
        let (example, _) = example.split_once("\n\n").unwrap();
        let file = File::read(example.as_bytes());
        assert!(file.problems.is_empty());
        assert_eq!(file.payouts.len(), 2);
        let instant: Vec<bool> = file.payouts.iter().map(|(_, row)| row.instant).collect();
        assert_eq!(instant, [false, true]);
    }

    #[test]
    fn every_problem_of_a_file_is_found_at_once() {
        let header = "reference,amount,name,document,account,instant";
        let text = format!("{header}\nA,1,Ana,V1,0102,maybe\n\nB,1\nC,1,Ana,V1,0102,\n");
        let file = File::read(text.as_bytes());
        let problems: Vec<&str> = file.problems.iter().map(|found| &*found.text).collect();
        assert_eq!(
            problems,
            [
                "row 1 (line 2), column instant: must be true, false or empty",
                "row 2 (line 4): has 2 columns, and the header 6",
            ]
        );
        assert_eq!(file.payouts.len(), 2);
        let file = File::read(b"reference,amount,amount,nombre");
        let problems: Vec<&str> = file.problems.iter().map(|found| &*found.text).collect();
        assert!(problems.contains(&"the header lacks the column name"));
        assert!(problems.contains(&"the header has the column amount twice"));
        assert!(problems.iter().any(|text| text.starts_with("column 4")));
    }
}
