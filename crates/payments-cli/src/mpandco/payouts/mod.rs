//! `payments mpandco send-payout` and `send-payouts`.

mod file;
mod report;

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use clap::Args;
use futures_util::{StreamExt, stream};
use payments_core::{
    Currency, ErrorKind, Money, Operation, PayoutProvider, PayoutRequest, PayoutSpeed, Provider,
    Violations,
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
use crate::session::{Session, default_file};
use crate::signals::Signals;

use file::{File, Problems};
use report::{Begun, Report, Sent};

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
    /// Opens the file, and checks every row of it.
    pub(super) async fn check(&self, validator: &dyn PayoutProvider) -> Result<File, Failure> {
        let mut file = File::open(&self.file)?;
        let mut problems = Problems::default();
        let (mut seen, mut count) = (HashMap::new(), 0);
        let hashers = [RandomState::new(), RandomState::new()];
        for (place, row) in file.rows(&mut problems)? {
            let Some(payout) = row.keep(&mut problems) else {
                continue;
            };
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
            // The digests of the references are all that is kept of a file of any length.
            let digest = hashers
                .each_ref()
                .map(|hasher| hasher.hash_one(request.reference()));
            if let Some(first) = seen.insert(digest, place.row) {
                found.push((
                    "reference".to_owned(),
                    format!("is used in row {first} already"),
                ));
            }
            for (column, reason) in found {
                problems.push(place.problem(&column, &reason));
            }
            count += 1;
        }
        problems.into_result(&file.name)?;
        file.count = count;
        Ok(file)
    }

    /// Sends every row once, independent of the results of the others, and prints each result
    /// when it arrives.
    pub(super) async fn send(
        self,
        file: File,
        mpandco: Mpandco,
        session: &Session,
    ) -> Result<Ending, Failure> {
        let sender = Sender::new(&self, mpandco, session).await?;
        if self.resume {
            sender.check_resumed(file.requests()?).await?;
        }
        let sender = &sender;
        let total = file.count;
        let mut report = Report::new(session, total);
        let in_flight: Mutex<BTreeMap<usize, Begun>> = Mutex::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let mut stop = Some(stop);
        let mut signals = Signals::listen()?;
        let dispatch = stream::iter(file.requests()?.enumerate()).take_until(stopped);
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
    async fn check_resumed(
        &self,
        requests: impl Iterator<Item = PayoutRequest>,
    ) -> Result<(), Failure> {
        for request in requests {
            if self.latest(&request).await?.is_some() {
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
