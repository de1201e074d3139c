//! Calls while the database is unavailable.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{ErrorKind, Outcome, PaymentProvider};
use payments_journal::Journal;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, State, StoreError, StoreResult, StoreTransaction, StoredResult, Task,
};
use time::OffsetDateTime;

use crate::support::{Stage, sale};

/// A database that fails as a test says.
#[derive(Debug)]
struct Failing {
    store: Arc<dyn JournalStore>,
    claims: bool,
    records: bool,
}

impl Failing {
    fn check(&self, fails: bool) -> StoreResult<()> {
        match fails {
            true => Err(StoreError::Configuration("the disk is full".to_owned())),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl JournalStore for Failing {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        self.check(self.claims)?;
        self.store.claim(attempt).await
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        self.check(self.records)?;
        self.store.record(id, ending).await
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        self.store.delivered(ids).await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        self.store.update_result(id, result, next, settle_at).await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        self.store.lease(lease).await
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        self.store.postpone(id, postponement).await
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        self.store.latest(key).await
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.store.get(id).await
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.store.list(filter, limit).await
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        self.store.health(now).await
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.store.prune(before, limit).await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        self.store.begin_delivery(id).await
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

#[tokio::test]
async fn a_call_that_cannot_be_claimed_is_not_sent() {
    let stage = Stage::sqlite().await;
    let store = Arc::clone(&stage.store);
    let failing = Failing {
        store,
        claims: true,
        records: false,
    };
    let provider = Journal::of(failing).with(stage.provider.clone());
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::JournalUnavailable, Outcome::NotSent)
    );
    assert_eq!(stage.provider.calls(), 0);
}

#[tokio::test]
async fn a_result_that_cannot_be_recorded_reaches_its_caller_with_a_warning() {
    let stage = Stage::sqlite().await;
    let store = Arc::clone(&stage.store);
    let failing = Failing {
        store,
        claims: false,
        records: true,
    };
    let provider = Journal::of(failing).with(stage.provider.clone());
    let payment = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let warnings = payment.warnings();
    assert!(
        warnings
            .iter()
            .any(|text| text.contains("could not record")),
        "{warnings:?}"
    );
    // The journal has it as open, and resolves it.
    let open = stage.store.list(&Filter::Open, 9).await.unwrap();
    assert_eq!((open.len(), open[0].state), (1, State::Dispatched));
    let error = stage
        .journaled("two")
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(stage.provider.calls(), 1);
}
