//! The journal on PostgreSQL, for any number of machines.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use time::OffsetDateTime;

use super::sql::{attempt_is, columns, statements};
use super::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, StoreResult, StoreTransaction, StoredResult, Task, migrations,
};

mod statements {
    use super::{attempt_is, columns};

    super::statements!(
        sqlx::PgConnection,
        sqlx::Postgres,
        sqlx::postgres::PgRow,
        "FOR UPDATE SKIP LOCKED"
    );
}

/// Keeps attempts in PostgreSQL 13 or later.
///
/// Clones share one pool of connections. A commit is durable when the server says so: keep
/// `synchronous_commit` on, and replicate synchronously if a failover must lose nothing.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to `postgres://user:password@host/database`, and migrates the schema.
    ///
    /// # Errors
    /// [`StoreError::Configuration`](super::StoreError::Configuration) for a URL that is none,
    /// [`Unavailable`](super::StoreError::Unavailable) where the server cannot be reached, and
    /// [`Migration`](super::StoreError::Migration) where the schema is newer than this version.
    pub async fn connect(url: &str) -> StoreResult<Self> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Self::with_pool(pool).await
    }

    /// Uses a pool of the program, and migrates the schema.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub async fn with_pool(pool: PgPool) -> StoreResult<Self> {
        migrations::migrator().run(&pool).await?;
        Ok(Self { pool })
    }

    /// The pool, for the program's own statements.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

macro_rules! on_a_connection {
    ($store:ident.$method:ident($($argument:expr),*)) => {{
        let mut connection = $store.pool.acquire().await?;
        statements::$method(&mut connection, $($argument),*).await
    }};
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl JournalStore for PostgresStore {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        on_a_connection!(self.claim(attempt))
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        on_a_connection!(self.record(id, ending))
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        let mut transaction = self.pool.begin().await?;
        for id in ids {
            statements::delivered(&mut transaction, id).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        on_a_connection!(self.update_result(id, result, next, settle_at))
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        on_a_connection!(self.lease(lease))
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        on_a_connection!(self.postpone(id, postponement))
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        on_a_connection!(self.latest(key))
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        on_a_connection!(self.get(id))
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        on_a_connection!(self.list(filter, limit))
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        on_a_connection!(self.health(now))
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        on_a_connection!(self.prune(before, limit))
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        let mut transaction = self.pool.begin().await?;
        let ours = statements::delivered(&mut transaction, id).await?;
        Ok(ours.then_some(StoreTransaction::Postgres(transaction)))
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        on_a_connection!(self.load_token(name))
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        on_a_connection!(self.save_token(name, sealed, by))
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        on_a_connection!(self.lease_token(name, by, now, until))
    }
}
