//! The database: the journal's table and the shop's tables, and the connection of a process to it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::FutureExt;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, StoreError, StoreResult, StoreTransaction, StoredResult, Task,
};
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;

use super::flaw::Flaw;
use super::life::Life;
use super::memory::MemoryStore;
use super::orders::Tables;

/// The database that both machines use.
///
/// It is in memory: SQLite and PostgreSQL work in other threads and processes, whose time is
/// not the simulation's. The suite of the journal's stores runs on the same table.
#[derive(Default)]
pub(super) struct Database {
    pub(super) journal: MemoryStore,
    pub(super) tables: Mutex<Tables>,
    /// Work may be due earlier than it was.
    pub(super) changed: Notify,
}

/// A step of the store in memory, which never waits.
pub(super) fn at_once<T>(step: impl Future<Output = StoreResult<T>>) -> StoreResult<T> {
    step.now_or_never().unwrap()
}

impl Database {
    /// When the next work is due.
    pub(super) fn next_due(&self) -> Option<OffsetDateTime> {
        let ever = OffsetDateTime::UNIX_EPOCH + Duration::days(365 * 1_000);
        at_once(self.journal.health(ever)).unwrap().oldest_due
    }

    /// What a transaction of a verdict's handler does: if the verdict is still to be delivered, it
    /// is marked as delivered, and the tables are changed.
    pub(super) fn deliver(&self, id: &AttemptId, change: impl FnOnce(&mut Tables)) {
        let record = at_once(self.journal.get(id)).unwrap();
        if record.is_some_and(|record| record.task == Some(Task::Deliver)) {
            at_once(self.journal.delivered(std::slice::from_ref(id))).unwrap();
            change(&mut self.tables.lock().unwrap());
        }
    }

    /// Everything in the journal.
    pub(super) fn records(&self) -> Vec<AttemptRecord> {
        at_once(self.journal.list(&Filter::All, u32::MAX)).unwrap()
    }
}

/// The connection of a process.
#[derive(Debug)]
pub(super) struct Connection(pub(super) Arc<Life>);

impl Connection {
    async fn step<T>(
        &self,
        step: impl AsyncFnOnce(&MemoryStore) -> StoreResult<T>,
    ) -> StoreResult<T> {
        let database = &self.0.stage.database;
        let done = self.0.step(|| {
            let done = at_once(step(&database.journal));
            database.changed.notify_waiters();
            done
        });
        let unavailable = |_| StoreError::Unavailable("by plan".to_owned());
        done.await.map_err(unavailable)?
    }
}

#[async_trait]
impl JournalStore for Connection {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        let claim = self.step(async |store| store.claim(attempt).await).await?;
        let word = match &claim {
            Claim::Ours(id) => format!("claims {id}"),
            Claim::Taken(taken) => format!("finds {} {}", taken.id, taken.state),
        };
        self.0.note(word);
        let flawed = self.0.stage.flaw == Flaw::SecondMachineWithoutClaim && self.0.machine == 1;
        Ok(match claim {
            Claim::Taken(taken) if flawed => Claim::Ours(taken.id),
            claim => claim,
        })
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        let recorded = self
            .step(async |store| store.record(id, ending).await)
            .await?;
        let state = ending.state;
        self.0.note(format!("records {id} {state}: {recorded:?}"));
        Ok(recorded)
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        self.step(async |store| store.delivered(ids).await).await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        self.0.note(format!("updates {id}"));
        self.step(async |store| store.update_result(id, result, next, settle_at).await)
            .await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        self.step(async |store| store.lease(lease).await).await
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        self.step(async |store| store.postpone(id, postponement).await)
            .await
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        self.step(async |store| store.latest(key).await).await
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.step(async |store| store.get(id).await).await
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.step(async |store| store.list(filter, limit).await)
            .await
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        self.step(async |store| store.health(now).await).await
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.step(async |store| store.prune(before, limit).await)
            .await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        self.step(async |store| store.begin_delivery(id).await)
            .await
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        self.step(async |store| store.load_token(name).await).await
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        self.step(async |store| store.save_token(name, sealed, by).await)
            .await
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        self.step(async |store| store.lease_token(name, by, now, until).await)
            .await
    }
}
