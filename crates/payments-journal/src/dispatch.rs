//! Claim, dispatch, record: the life of one call.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use payments_core::{
    CallOptions, Error, ErrorKind, Operation, Outcome, Provider, Recourse, Result,
};
use time::OffsetDateTime;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::Instrument;

use crate::attempt::{Attempt, AttemptInfo};
use crate::fingerprint::{self, Fields};
use crate::journal::{DISPATCH_WINDOW, Journal};
use crate::store::{
    AttemptId, AttemptRecord, Claim, DecidedBy, Ending, Key, NewAttempt, Recorded, State,
    StoreError, StoreResult, Task,
};
use crate::stored::{Stored, stored};
use crate::telemetry;

/// How long a result that was handed to its caller waits for the acknowledgment, before it goes to
/// the merchant's handler.
const DELIVERY_GRACE: Duration = Duration::from_secs(60);

/// How soon to look after a payment that waits for its payer.
pub(crate) const SETTLE_AFTER: Duration = Duration::from_secs(10 * 60);

/// How often a step of the store is tried, with a pause that doubles from the first one.
const STORE_TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// How often a claim looks again after another process changed the attempt it lost against.
const CLAIM_ROUNDS: u32 = 8;

const NOT_RECORDED: &str = "the journal could not record this result; it resolves the call again \
                            later";

/// A call to make once.
pub(crate) struct Call<P, T> {
    pub(crate) operation: Operation,
    pub(crate) reference: String,
    pub(crate) fields: Fields,
    /// Whether a different request may follow one that is done.
    pub(crate) replaces: bool,
    pub(crate) make: Box<dyn FnOnce(Arc<P>) -> BoxFuture<'static, Result<T>> + Send>,
}

/// Repeats a step of the store that fails because the database is unavailable.
async fn persist<T, F>(mut step: impl FnMut() -> F) -> StoreResult<T>
where
    F: Future<Output = StoreResult<T>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..STORE_TRIES {
        match step().await {
            Err(StoreError::Unavailable(reason)) => {
                tracing::warn!(reason, "payments_journal: the database is unavailable");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            result => return result,
        }
    }
    step().await
}

fn later(now: OffsetDateTime, by: Duration) -> OffsetDateTime {
    let by = time::Duration::try_from(by).unwrap_or(time::Duration::MAX);
    now.saturating_add(by)
}

impl Journal {
    /// Makes a call at most once, in a separate task. Dropping the future does not stop it.
    pub(crate) async fn make<P: Provider, T: Stored>(
        &self,
        provider: Arc<P>,
        call: Call<P, T>,
    ) -> Result<Attempt<T>> {
        let (name, operation) = (provider.name(), call.operation);
        let unavailable = |detail: &str| {
            Error::new(
                name,
                operation,
                ErrorKind::JournalUnavailable,
                Outcome::NotSent,
            )
            .with_detail(detail)
        };
        let Some(guard) = self.calls().begin() else {
            return Err(unavailable("the journal is shutting down"));
        };
        let (sender, receiver) = oneshot::channel();
        let journal = self.clone();
        let span = tracing::info_span!(
            "payments.journal",
            payments.provider = name.as_str(),
            payments.operation = operation.name(),
        );
        // The task of the call keeps the options of its caller.
        let options = CallOptions::current();
        tokio::spawn(
            options
                .apply(async move {
                    let caller_is_there = || !sender.is_closed();
                    let result = Work {
                        journal: &journal,
                        provider,
                    }
                    .run(call, caller_is_there)
                    .await;
                    // Without its caller, the verdict goes to the handler.
                    let _ = sender.send(result);
                    drop(guard);
                })
                .instrument(span),
        );
        match receiver.await {
            Ok((result, delivered)) => {
                if let Some(id) = delivered {
                    self.acknowledge(id);
                }
                result
            }
            Err(_) => Err(
                Error::new(name, operation, ErrorKind::Pending, Outcome::Unknown)
                    .with_detail("the runtime ended while the call was in flight")
                    .with_recourse(Recourse::Manual(
                        "the journal has the call and resolves it: make the same call again later"
                            .into(),
                    )),
            ),
        }
    }
}

struct Work<'a, P> {
    journal: &'a Journal,
    provider: Arc<P>,
}

impl<P: Provider> Work<'_, P> {
    /// Returns the result, and the attempt whose verdict the caller has with it.
    async fn run<T: Stored>(
        self,
        call: Call<P, T>,
        caller_is_there: impl Fn() -> bool,
    ) -> (Result<Attempt<T>>, Option<AttemptId>) {
        let (name, operation) = (self.provider.name(), call.operation);
        let key = Key {
            provider: name.as_str().to_owned(),
            environment: self.provider.environment(),
            operation,
            reference: call.reference,
        };
        let amount = call.fields.requested();
        let fingerprint = call.fields.digest(self.journal.fingerprint_key());
        let randomness = self.journal.randomness();
        let (high, low) = (randomness.next(), randomness.next());
        let started = Instant::now();
        let begun_at = self.provider.clock().now();
        let settled = later(begun_at, self.provider.settle_time());
        let attempt = NewAttempt {
            key,
            attempt_id: format!("{high:016x}{low:016x}"),
            fingerprint: fingerprint.clone(),
            amount: amount.map(|amount| amount.to_string()),
            begun_by: self.journal.owner().to_owned(),
            begun_at,
            resolve_at: later(settled, self.journal.margin()),
            after: None,
            after_done: call.replaces,
        };
        let key = attempt.key.clone();
        let id = match self.claim(attempt).await {
            Ok(Ok(id)) => {
                telemetry::claim(&key, "claimed");
                id
            }
            Ok(Err(taken)) => {
                telemetry::claim(&key, "taken");
                let known = self.known(&taken, &fingerprint);
                tracing::info!(
                    attempt = %taken.id, state = %taken.state,
                    "payments_journal: the call is not sent, for its reference is taken"
                );
                return (known, None);
            }
            Err(error) => {
                telemetry::claim(&key, "failed");
                let detail = format!("the call was not claimed: {error}");
                let kind = ErrorKind::JournalUnavailable;
                let error = Error::new(name, operation, kind, Outcome::NotSent).with_detail(detail);
                return (Err(error), None);
            }
        };
        tracing::info!(attempt = %id, "payments_journal: claimed");

        // A process that was stopped since may find the attempt resolved: do not dispatch.
        let waited = self.provider.clock().now() - begun_at;
        let result = if waited > DISPATCH_WINDOW || started.elapsed() > DISPATCH_WINDOW {
            let kind = ErrorKind::JournalUnavailable;
            Err(Error::new(name, operation, kind, Outcome::NotSent)
                .with_detail("the claim took too long"))
        } else {
            let call = (call.make)(Arc::clone(&self.provider));
            AssertUnwindSafe(call)
                .catch_unwind()
                .await
                .unwrap_or_else(|_| {
                    Err(
                        Error::new(name, operation, ErrorKind::Pending, Outcome::Unknown)
                            .with_detail("the provider's code panicked during the call"),
                    )
                })
        };
        self.record(id, begun_at, result, caller_is_there).await
    }

    async fn claim(
        &self,
        mut attempt: NewAttempt,
    ) -> StoreResult<std::result::Result<AttemptId, Box<AttemptRecord>>> {
        let store = self.journal.store();
        let mut rounds = 0;
        loop {
            match persist(|| store.claim(&attempt)).await? {
                Claim::Ours(id) => return Ok(Ok(id)),
                Claim::Taken(taken) => {
                    let is_replaced = attempt.after_done
                        && taken.state == State::Done
                        && !fingerprint::same(&taken.fingerprint, &attempt.fingerprint);
                    rounds += 1;
                    if !(taken.state == State::Failed || is_replaced) || rounds == CLAIM_ROUNDS {
                        return Ok(Err(taken));
                    }
                    attempt.after = Some(taken.id.number);
                }
            }
        }
    }

    /// What is known of an attempt that has the key.
    fn known<T: Stored>(&self, taken: &AttemptRecord, fingerprint: &str) -> Result<Attempt<T>> {
        let info = AttemptInfo::of(taken);
        if !fingerprint::same(&taken.fingerprint, fingerprint) {
            return Ok(Attempt::Different(info));
        }
        let now = self.provider.clock().now();
        let settled = later(taken.begun_at, self.provider.settle_time());
        let is_in_flight = now < later(settled, self.journal.margin());
        match (&taken.state, &taken.result) {
            (State::Done, Some(result)) => match T::read(result) {
                Ok(value) => Ok(Attempt::Known {
                    value,
                    since: taken.closed_at.unwrap_or(taken.begun_at),
                }),
                Err(reason) => Err(self.unreadable(taken, &reason)),
            },
            (State::Done, None) => {
                let reason = format!(
                    "{} closed it as done: {}",
                    taken.closed_by.as_deref().unwrap_or("a person"),
                    taken
                        .close_reason
                        .as_deref()
                        .unwrap_or("no reason is stored")
                );
                Err(self.unreadable(taken, &reason))
            }
            (State::Dispatched, _) if is_in_flight => Ok(Attempt::InFlight(info)),
            // Failed, where another process has just begun a further attempt.
            (State::Failed, _) => Ok(Attempt::InFlight(info)),
            (State::Dispatched | State::Unknown, _) => Ok(Attempt::Pending(info, None)),
        }
    }

    /// The provider did it, but its result is not at hand.
    fn unreadable(&self, taken: &AttemptRecord, reason: &str) -> Error {
        let (name, operation) = (self.provider.name(), taken.id.key.operation);
        Error::new(name, operation, ErrorKind::Pending, Outcome::Unknown)
            .with_detail(format!(
                "the journal has the call as done, without its result: {reason}"
            ))
            .with_recourse(Recourse::Manual("look it up at the provider".into()))
    }

    async fn record<T: Stored>(
        &self,
        id: AttemptId,
        begun_at: OffsetDateTime,
        result: Result<T>,
        caller_is_there: impl Fn() -> bool,
    ) -> (Result<Attempt<T>>, Option<AttemptId>) {
        let now = self.provider.clock().now();
        let deliver_at = match caller_is_there() {
            true => later(now, DELIVERY_GRACE),
            false => now,
        };
        let mut ending = Ending {
            state: State::Unknown,
            result: None,
            error: None,
            decided_by: None,
            closed_at: None,
            closed_by: None,
            next: None,
            settle_at: None,
        };
        match &result {
            Ok(value) => {
                ending.state = State::Done;
                ending.result = stored(value);
                ending.settle_at = value.waits_for_payer().then(|| later(now, SETTLE_AFTER));
            }
            Err(error) => {
                ending.error = serde_json::to_string(error).ok();
                if error.outcome() != Outcome::Unknown {
                    ending.state = State::Failed;
                }
            }
        }
        if ending.state != State::Unknown {
            ending.decided_by = Some(DecidedBy::Response);
            ending.closed_at = Some(now);
            ending.next = Some((Task::Deliver, deliver_at));
        }
        let store = self.journal.store();
        let recorded = persist(|| store.record(&id, &ending)).await;
        match &recorded {
            Ok(Recorded::Contradicted) => tracing::error!(
                attempt = %id,
                "payments_journal: the provider did what had been resolved as not done"
            ),
            Ok(_) => {
                telemetry::verdict(&id.key, &ending);
                tracing::info!(attempt = %id, state = %ending.state, "payments_journal: recorded");
            }
            Err(error) => tracing::error!(
                attempt = %id, %error,
                "payments_journal: the result was not recorded; the attempt resolves later"
            ),
        }
        let is_recorded = recorded.is_ok();
        let attempt = match result {
            Ok(value) if is_recorded => Attempt::Done(value),
            Ok(value) => Attempt::Done(value.with_warning(NOT_RECORDED)),
            Err(error) if error.outcome() == Outcome::Unknown => {
                let info = AttemptInfo {
                    id: id.clone(),
                    since: begun_at,
                    by: self.journal.owner().to_owned(),
                    needs_person: None,
                };
                Attempt::Pending(info, Some(error))
            }
            Err(error) if is_recorded => Attempt::Failed(error),
            Err(error) => {
                let detail = match error.detail() {
                    Some(detail) => format!("{detail}; {NOT_RECORDED}"),
                    None => NOT_RECORDED.to_owned(),
                };
                Attempt::Failed(error.with_detail(detail))
            }
        };
        let delivered = (is_recorded && ending.state != State::Unknown).then_some(id);
        (Ok(attempt), delivered)
    }
}
