//! The journal: a store, and how it is used.

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use payments_core::{Clock, Randomness, SystemClock, SystemRandomness};
use time::OffsetDateTime;
use tokio::sync::mpsc;

use crate::fingerprint::FingerprintKey;
use crate::in_flight::InFlight;
use crate::store::{
    AttemptId, AttemptRecord, DecidedBy, Ending, Filter, Health, JournalStore, Recorded, State,
    StoreError, StoreResult, Task,
};
use crate::telemetry;

/// The longest time between the claim of an attempt and its dispatch. A process that was stopped
/// for longer in between does not dispatch.
pub(crate) const DISPATCH_WINDOW: Duration = Duration::from_secs(15);

/// How many acknowledgments are written together at the most.
const ACKNOWLEDGMENTS: usize = 256;

/// How long an acknowledgment waits for others.
const ACKNOWLEDGMENT_DELAY: Duration = Duration::from_millis(50);

/// Writes down calls that move money before they are made, so that none is made twice and none is
/// forgotten. Clones share everything.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use payments_core::{ErrorKind, PaymentProvider};
/// use payments_journal::Journal;
/// use payments_journal::store::SqliteStore;
/// use payments_testkit::{InMemoryProvider, samples};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("journal.sqlite");
/// let journal = Journal::of(SqliteStore::open(path).await?);
/// let provider = journal.with(InMemoryProvider::new());
///
/// // A double click: two calls, one payment.
/// let request = samples::payment(&"https://shop.example/".parse()?);
/// let first = provider.create_payment(&request).await?;
/// let second = provider.create_payment(&request).await?;
/// assert_eq!(first.id(), second.id());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct Journal {
    store: Arc<dyn JournalStore>,
    owner: Arc<str>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    clock_skew: Duration,
    fingerprint_key: Option<FingerprintKey>,
    in_flight: InFlight,
    acknowledgments: Arc<OnceLock<mpsc::Sender<AttemptId>>>,
}

impl Journal {
    /// A journal in this store.
    pub fn of(store: impl JournalStore) -> Self {
        let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "host".to_owned());
        let owner = format!(
            "{host}:{}:{:08x}",
            std::process::id(),
            SystemRandomness.next() >> 32
        );
        Self {
            store: Arc::new(store),
            owner: owner.into(),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            clock_skew: Duration::from_secs(15),
            fingerprint_key: None,
            in_flight: InFlight::new(),
            acknowledgments: Arc::default(),
        }
    }

    /// Names this process in the journal (by default the host's name, the process id and a random
    /// number). No two processes may have the same name.
    #[must_use]
    pub fn with_owner(mut self, name: impl Into<String>) -> Self {
        self.owner = name.into().into();
        self
    }

    /// Goes by another clock where no provider is at hand: a test gives the one of its provider.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Uses another source of random numbers for the identifiers of attempts and for the spread of
    /// pauses: a simulation gives one with a seed. No two processes may have the same numbers.
    #[must_use]
    pub fn with_randomness(mut self, randomness: impl Randomness) -> Self {
        self.randomness = Arc::new(randomness);
        self
    }

    /// Sets by how much the clocks of two machines, or of a machine before and after a jump, may
    /// differ (15 seconds by default). An absence at the provider counts as proof only after the
    /// provider's settle time and this much more.
    #[must_use]
    pub fn with_clock_skew(mut self, at_most: Duration) -> Self {
        self.clock_skew = at_most;
        self
    }

    /// Includes personal data of requests in their fingerprints, under this key: see
    /// [`fingerprint`](crate::fingerprint).
    #[must_use]
    pub fn with_fingerprint_key(mut self, key: FingerprintKey) -> Self {
        self.fingerprint_key = Some(key);
        self
    }

    /// Where the attempts are kept.
    pub fn store(&self) -> &dyn JournalStore {
        &*self.store
    }

    /// The name of this process in the journal.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Lists attempts, the oldest first, at most `limit` of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.store.list(filter, limit).await
    }

    /// One attempt; `None` where there is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.store.get(id).await
    }

    /// Counts what is open, what is due and what a person must decide. Alert on the age of
    /// [`oldest_open`](Health::oldest_open).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn health(&self) -> StoreResult<Health> {
        let now = self.clock.now();
        let health = self.store.health(now).await?;
        telemetry::health(&health, now);
        Ok(health)
    }

    /// How many calls are in flight in this process.
    pub fn in_flight(&self) -> usize {
        self.in_flight.count()
    }

    /// Closes an open attempt by the decision of a person, who looked it up on the provider's own
    /// pages. `happened` says whether the provider did it; where it did not, a further attempt is
    /// allowed. The verdict goes to the merchant's handler like any other.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for an attempt that there is not, [`StoreError::Refused`] for one
    /// that is closed already, or that has no reason.
    pub async fn close(
        &self,
        id: &AttemptId,
        happened: bool,
        by: &str,
        reason: &str,
    ) -> StoreResult<()> {
        if by.trim().is_empty() || reason.trim().is_empty() {
            let text = "a person who closes an attempt gives a name and a reason";
            return Err(StoreError::Refused(text.to_owned()));
        }
        let now = self.clock.now();
        let ending = Ending {
            state: if happened { State::Done } else { State::Failed },
            result: None,
            error: None,
            decided_by: Some(DecidedBy::Person),
            closed_at: Some(now),
            closed_by: Some((by.to_owned(), reason.to_owned())),
            next: Some((Task::Deliver, now)),
            settle_at: None,
        };
        match self.store.record(id, &ending).await? {
            Recorded::Stored => {
                telemetry::verdict(&id.key, &ending);
                tracing::info!(attempt = %id, happened, by, "payments_journal: closed by a person");
                Ok(())
            }
            Recorded::AlreadyClosed | Recorded::Contradicted => Err(StoreError::Refused(format!(
                "attempt {id} is closed already"
            ))),
        }
    }

    /// Has the verdict of a done attempt handed to the merchant's handler once more, for a merchant
    /// that received the result of a call and then could not write it down. What the journal handed
    /// to a caller counts as delivered otherwise.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for an attempt that there is not, [`StoreError::Refused`] for one
    /// without a result.
    pub async fn deliver_again(&self, id: &AttemptId) -> StoreResult<()> {
        let record = self.store.get(id).await?;
        let record = record.ok_or_else(|| StoreError::NotFound(id.to_string()))?;
        let Some(result) = &record.result else {
            return Err(StoreError::Refused(format!("attempt {id} has no result")));
        };
        let next = Some((Task::Deliver, self.clock.now()));
        let (store, settle_at) = (&self.store, record.settle_at);
        store.update_result(id, result, next, settle_at).await?;
        tracing::info!(attempt = %id, "payments_journal: to be delivered again");
        Ok(())
    }

    /// Deletes attempts that were closed before `before`, in small steps, and returns how many.
    /// A reference whose attempts are deleted is protected by the journal no longer: keep them for
    /// as long as a request can be repeated.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn prune(&self, before: OffsetDateTime) -> StoreResult<u64> {
        const STEP: u32 = 1_000;
        let mut deleted = 0;
        loop {
            let step = self.store.prune(before, STEP).await?;
            deleted += step;
            if step < u64::from(STEP) {
                return Ok(deleted);
            }
        }
    }

    /// Lets no further call begin, waits for those in flight, at most so long, and returns how
    /// many are left. What is left goes on as long as the process does, and is resolved by the
    /// next one.
    pub async fn shutdown(&self, at_most: Duration) -> usize {
        let left = self.in_flight.close(at_most).await;
        tracing::info!(left, "payments_journal: shut down");
        left
    }

    pub(crate) fn shared_store(&self) -> Arc<dyn JournalStore> {
        Arc::clone(&self.store)
    }

    pub(crate) fn calls(&self) -> &InFlight {
        &self.in_flight
    }

    pub(crate) fn randomness(&self) -> &dyn Randomness {
        &*self.randomness
    }

    pub(crate) fn fingerprint_key(&self) -> Option<&FingerprintKey> {
        self.fingerprint_key.as_ref()
    }

    /// How much later than the provider's settle time an absence counts, from the claim on.
    pub(crate) fn margin(&self) -> Duration {
        self.clock_skew.saturating_add(DISPATCH_WINDOW)
    }

    /// Marks a verdict as delivered, soon and together with others. Where that fails, the verdict
    /// is delivered again, to the handler.
    pub(crate) fn acknowledge(&self, id: AttemptId) {
        let sender = self.acknowledgments.get_or_init(|| {
            let (sender, acknowledged) = mpsc::channel(4 * ACKNOWLEDGMENTS);
            tokio::spawn(acknowledge(self.shared_store(), acknowledged));
            sender
        });
        if sender.try_send(id).is_err() {
            tracing::debug!("payments_journal: an acknowledgment is left to the handler");
        }
    }
}

async fn acknowledge(store: Arc<dyn JournalStore>, mut acknowledged: mpsc::Receiver<AttemptId>) {
    let mut batch = Vec::new();
    while acknowledged.recv_many(&mut batch, ACKNOWLEDGMENTS).await > 0 {
        if batch.len() < ACKNOWLEDGMENTS {
            tokio::time::sleep(ACKNOWLEDGMENT_DELAY).await;
            while batch.len() < ACKNOWLEDGMENTS
                && let Ok(id) = acknowledged.try_recv()
            {
                batch.push(id);
            }
        }
        if let Err(error) = store.delivered(&batch).await {
            tracing::warn!(%error, "payments_journal: acknowledgments were not written");
        }
        batch.clear();
    }
}
