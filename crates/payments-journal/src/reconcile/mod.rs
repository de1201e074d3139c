//! Finding out what is not known, and telling the merchant.

mod backoff;
mod deliver;
mod resolve;
mod settle;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use payments_core::{PaymentProvider, Provider};
use time::OffsetDateTime;

use self::backoff::{Backoff, later, spread};
use crate::journaled::Journaled;
use crate::store::{
    AttemptRecord, Ending, Filter, Lease, Postponement, Recorded, State, StoreResult, StoredResult,
    Task,
};
use crate::telemetry;
use crate::verdict::VerdictHandler;

/// How long a lease lasts. Work that takes longer may be done twice, which is harmless: looking up
/// only reads, and each verdict is recorded once.
const LEASE: Duration = Duration::from_secs(5 * 60);

/// How many attempts are leased together, and how many of them are worked on at a time.
const LEASED: u32 = 64;
const AT_A_TIME: usize = 8;

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Attempts whose outcome is known now.
    pub resolved: u64,
    /// Verdicts that the handler took.
    pub delivered: u64,
    /// Payments whose status changed after their payer was asked.
    pub settled: u64,
    /// Work that is due again later.
    pub postponed: u64,
}

/// What to do after a piece of work.
enum Step {
    /// Record the ending of the attempt.
    Close(Box<Ending>),
    /// Store the new state of a payment, and deliver it.
    Changed(StoredResult, Option<OffsetDateTime>),
    /// The verdict was delivered.
    Delivered,
    /// Try again later, or leave it to a person.
    Postpone(Postponement),
}

impl<P: PaymentProvider> Journaled<P> {
    /// Makes one pass: resolves the attempts of this provider whose outcome is unknown and due,
    /// looks after payments that wait for their payer, and hands verdicts to the handler. Call it
    /// at start and periodically, on any number of machines; [`reconcile_every`] does so.
    ///
    /// [`reconcile_every`]: Self::reconcile_every
    ///
    /// # Errors
    /// Those of the store. What was not done is due again when its lease ends.
    pub async fn reconcile(&self, handler: &dyn VerdictHandler) -> StoreResult<Report> {
        let mut report = Report::default();
        loop {
            let now = self.clock().now();
            let lease = Lease {
                provider: self.name().as_str().to_owned(),
                environment: self.environment(),
                by: self.journal().owner().to_owned(),
                now,
                until: later(now, LEASE),
                limit: LEASED,
            };
            let leased = self.journal().store().lease(&lease).await?;
            if leased.is_empty() {
                self.journal().health().await?;
                return Ok(report);
            }
            self.work_through(leased, handler, &mut report).await?;
        }
    }

    /// Makes a pass for a person who asks now: looks up the oldest `limit` attempts of this
    /// provider whose outcome is open, also where they are not due yet, and then does what
    /// [`reconcile`](Self::reconcile) does. An attempt whose settle time is not over can be found
    /// as done, and never as not done.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn reconcile_now(
        &self,
        limit: u32,
        handler: &dyn VerdictHandler,
    ) -> StoreResult<Report> {
        let mut report = Report::default();
        let mut open = self.journal().list(&Filter::Open, limit).await?;
        open.retain(|record| {
            let key = &record.id.key;
            let is_ours = key.provider == self.name().as_str();
            is_ours && key.environment == self.environment() && record.task == Some(Task::Resolve)
        });
        self.work_through(open, handler, &mut report).await?;
        let due = self.reconcile(handler).await?;
        Ok(Report {
            resolved: report.resolved + due.resolved,
            delivered: report.delivered + due.delivered,
            settled: report.settled + due.settled,
            postponed: report.postponed + due.postponed,
        })
    }

    async fn work_through(
        &self,
        records: Vec<AttemptRecord>,
        handler: &dyn VerdictHandler,
        report: &mut Report,
    ) -> StoreResult<()> {
        let work = stream::iter(records).map(|record| self.work_on(record, handler));
        let mut work = work.buffer_unordered(AT_A_TIME);
        while let Some(done) = work.next().await {
            match done? {
                Some(Task::Resolve) => report.resolved += 1,
                Some(Task::Deliver) => report.delivered += 1,
                Some(Task::Settle) => report.settled += 1,
                None => report.postponed += 1,
            }
        }
        Ok(())
    }

    /// Makes a pass now and then one after each `period`, and never returns: spawn it, and abort
    /// it to stop. The period is spread by up to a quarter, so that machines do not work in step.
    pub async fn reconcile_every(&self, period: Duration, handler: Arc<dyn VerdictHandler>) {
        loop {
            match self.reconcile(&*handler).await {
                Ok(report) => tracing::debug!(?report, "payments_journal: reconciled"),
                Err(error) => tracing::error!(%error, "payments_journal: could not reconcile"),
            }
            let pause = spread(period, self.journal().randomness());
            self.clock().sleep(pause).await;
        }
    }

    /// Works on one attempt. Returns the work that was finished.
    async fn work_on(
        &self,
        record: AttemptRecord,
        handler: &dyn VerdictHandler,
    ) -> StoreResult<Option<Task>> {
        let Some(task) = record.task else {
            return Ok(None);
        };
        let backoff = Backoff {
            now: self.clock().now(),
            randomness: self.journal().randomness(),
            tries: record.tries.saturating_add(1),
        };
        let work = async {
            match task {
                Task::Resolve => self.resolve(&record, backoff).await,
                Task::Deliver => self.deliver(&record, backoff, handler).await,
                Task::Settle => self.settle_later(&record, backoff).await,
            }
        };
        // One attempt that panics must not keep the others from being worked on.
        let step = match AssertUnwindSafe(work).catch_unwind().await {
            Ok(step) => step?,
            Err(_) => Step::Postpone(backoff.again(task, "the code that worked on it panicked")),
        };
        let (store, id) = (self.journal().store(), &record.id);
        match step {
            Step::Close(ending) => {
                let recorded = store.record(id, &ending).await?;
                let is_new = recorded != Recorded::AlreadyClosed;
                if is_new {
                    telemetry::verdict(&id.key, &ending);
                }
                let happened = ending.state == State::Done;
                tracing::info!(attempt = %id, happened, is_new, "payments_journal: resolved");
                Ok(Some(task))
            }
            Step::Changed(result, settle_at) => {
                let next = Some((Task::Deliver, backoff.now));
                store.update_result(id, &result, next, settle_at).await?;
                tracing::info!(attempt = %id, "payments_journal: the payment changed");
                Ok(Some(task))
            }
            Step::Delivered => {
                store.delivered(std::slice::from_ref(id)).await?;
                tracing::info!(attempt = %id, "payments_journal: verdict delivered");
                Ok(Some(task))
            }
            Step::Postpone(postponement) => {
                store.postpone(id, &postponement).await?;
                let needs_person = postponement.needs_person.is_some();
                tracing::warn!(attempt = %id, %task, needs_person, "payments_journal: postponed");
                Ok(None)
            }
        }
    }
}
