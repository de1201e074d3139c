//! Where attempts are kept.
//!
//! [`JournalStore`] is implemented by [`SqliteStore`] (one machine, one file) and by
//! [`PostgresStore`] (any number of machines). Both run the same statements; the differences are
//! the lock clause of a lease and the group commit of SQLite.

mod error;
mod migrations;
#[cfg(feature = "postgres")]
mod postgres;
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod transaction;
mod types;

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use time::OffsetDateTime;

pub use error::StoreError;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use transaction::StoreTransaction;
pub use types::{
    AttemptId, AttemptRecord, Claim, DecidedBy, Ending, Filter, Health, Key, Lease, NewAttempt,
    Postponement, Recorded, State, StoredResult, Task,
};

/// The result of a store.
pub type StoreResult<T> = Result<T, StoreError>;

/// A database of attempts.
///
/// Each method is one durable step. A method that fails with
/// [`Unavailable`](StoreError::Unavailable) may have taken effect; each may be repeated with the
/// same arguments, and then has its effect once.
#[async_trait]
pub trait JournalStore: Debug + Send + Sync + 'static {
    /// Claims an attempt. Of all concurrent claims of one key, one succeeds, by the primary key
    /// of the table.
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim>;

    /// Records how an attempt ended. An attempt that is closed already is not changed, unless it
    /// failed and this ending says that the provider did it.
    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded>;

    /// Marks verdicts as delivered.
    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()>;

    /// Replaces the stored result of a done attempt, and sets its next work.
    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()>;

    /// Leases due work, the longest due first. A lease that is not followed by another step ends
    /// by itself, and the work is due again.
    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>>;

    /// Makes work due again later. Returns whether the attempt still had that work.
    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool>;

    /// The latest attempt of a key.
    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>>;

    /// One attempt.
    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>>;

    /// Lists attempts, the oldest first, at most `limit` of them.
    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>>;

    /// Counts what is open and what is due.
    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health>;

    /// Deletes at most `limit` attempts that were closed before `before`, whose verdicts are
    /// delivered and that no person must look at. Returns how many were deleted.
    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64>;

    /// Begins a transaction that marks a verdict as delivered; `None` where it is delivered
    /// already.
    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>>;

    /// Loads a sealed token and its version.
    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>>;

    /// Saves a sealed token, and ends the lease of `by`.
    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()>;

    /// Leases the right to fetch the next token of this name. Returns whether it was free.
    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool>;
}

macro_rules! forward_store {
    ($($pointer:ident),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<S: JournalStore + ?Sized> JournalStore for $pointer<S> {
            async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
                (**self).claim(attempt).await
            }

            async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
                (**self).record(id, ending).await
            }

            async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
                (**self).delivered(ids).await
            }

            async fn update_result(
                &self,
                id: &AttemptId,
                result: &StoredResult,
                next: Option<(Task, OffsetDateTime)>,
                settle_at: Option<OffsetDateTime>,
            ) -> StoreResult<()> {
                (**self).update_result(id, result, next, settle_at).await
            }

            async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
                (**self).lease(lease).await
            }

            async fn postpone(
                &self,
                id: &AttemptId,
                postponement: &Postponement,
            ) -> StoreResult<bool> {
                (**self).postpone(id, postponement).await
            }

            async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
                (**self).latest(key).await
            }

            async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
                (**self).get(id).await
            }

            async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
                (**self).list(filter, limit).await
            }

            async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
                (**self).health(now).await
            }

            async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
                (**self).prune(before, limit).await
            }

            async fn begin_delivery(
                &self,
                id: &AttemptId,
            ) -> StoreResult<Option<StoreTransaction>> {
                (**self).begin_delivery(id).await
            }

            async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
                (**self).load_token(name).await
            }

            async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
                (**self).save_token(name, sealed, by).await
            }

            async fn lease_token(
                &self,
                name: &str,
                by: &str,
                now: OffsetDateTime,
                until: OffsetDateTime,
            ) -> StoreResult<bool> {
                (**self).lease_token(name, by, now, until).await
            }
        }
    )*};
}

forward_store!(Arc, Box);
