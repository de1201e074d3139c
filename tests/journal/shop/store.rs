//! A store with a point before and after each step.

use std::sync::Arc;

use async_trait::async_trait;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, StoreResult, StoreTransaction, StoredResult, Task,
};
use time::OffsetDateTime;

use super::points::Points;

/// A store between points.
#[derive(Debug)]
pub(crate) struct CrashingStore {
    store: Arc<dyn JournalStore>,
    points: Points,
}

impl CrashingStore {
    pub(crate) fn new(store: Arc<dyn JournalStore>, points: Points) -> Self {
        Self { store, points }
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl JournalStore for CrashingStore {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        self.points.around(self.store.claim(attempt)).await
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        self.points.around(self.store.record(id, ending)).await
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        self.points.around(self.store.delivered(ids)).await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        let step = self.store.update_result(id, result, next, settle_at);
        self.points.around(step).await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        self.points.around(self.store.lease(lease)).await
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        self.points
            .around(self.store.postpone(id, postponement))
            .await
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        self.points.around(self.store.latest(key)).await
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.points.around(self.store.get(id)).await
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.points.around(self.store.list(filter, limit)).await
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        self.store.health(now).await
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.points.around(self.store.prune(before, limit)).await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        self.points.around(self.store.begin_delivery(id)).await
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        self.store.load_token(name).await
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        self.store.save_token(name, sealed, by).await
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        self.store.lease_token(name, by, now, until).await
    }
}
