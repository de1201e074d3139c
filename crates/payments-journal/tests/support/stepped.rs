//! A store whose steps fail or never end, as a test says.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, StoreError, StoreResult, StoreTransaction, StoredResult, Task,
};
use time::OffsetDateTime;

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is made.
    Made,
    /// The database fails.
    Fails,
    /// The database is unavailable.
    IsBusy,
    /// The process ends here.
    NeverEnds,
}

type Decide = Box<dyn Fn(&'static str) -> Fate + Send + Sync>;

/// A store whose steps are decided by their names, once before each and once after it.
pub(crate) struct Stepped {
    store: Arc<dyn JournalStore>,
    decide: Decide,
}

impl Stepped {
    pub(crate) fn new(
        store: Arc<dyn JournalStore>,
        decide: impl Fn(&'static str) -> Fate + Send + Sync + 'static,
    ) -> Self {
        let decide = Box::new(decide);
        Self { store, decide }
    }

    async fn point(&self, name: &'static str) -> StoreResult<()> {
        match (self.decide)(name) {
            Fate::Made => Ok(()),
            Fate::Fails => Err(StoreError::Configuration("the disk is full".to_owned())),
            Fate::IsBusy => Err(StoreError::Unavailable("it restarts".to_owned())),
            Fate::NeverEnds => std::future::pending().await,
        }
    }

    async fn step<T>(
        &self,
        name: &'static str,
        step: impl Future<Output = StoreResult<T>>,
    ) -> StoreResult<T> {
        self.point(name).await?;
        let result = step.await?;
        self.point(name).await?;
        Ok(result)
    }
}

impl fmt::Debug for Stepped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stepped").finish_non_exhaustive()
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl JournalStore for Stepped {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        self.step("claim", self.store.claim(attempt)).await
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        self.step("record", self.store.record(id, ending)).await
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        self.step("delivered", self.store.delivered(ids)).await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        self.step(
            "update_result",
            self.store.update_result(id, result, next, settle_at),
        )
        .await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        self.step("lease", self.store.lease(lease)).await
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        self.step("postpone", self.store.postpone(id, postponement))
            .await
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        self.step("latest", self.store.latest(key)).await
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.step("get", self.store.get(id)).await
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.step("list", self.store.list(filter, limit)).await
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        self.step("health", self.store.health(now)).await
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.step("prune", self.store.prune(before, limit)).await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        self.step("begin_delivery", self.store.begin_delivery(id))
            .await
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        self.step("load_token", self.store.load_token(name)).await
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        self.step("save_token", self.store.save_token(name, sealed, by))
            .await
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        self.step("lease_token", self.store.lease_token(name, by, now, until))
            .await
    }
}
