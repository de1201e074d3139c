//! The journal in one file, for one machine.

mod writer;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use time::OffsetDateTime;

use self::writer::Writer;
use super::sql::{attempt_is, columns, statements};
use super::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, StoreError, StoreResult, StoreTransaction, StoredResult, Task,
    migrations,
};

mod statements {
    use super::{attempt_is, columns};

    super::statements!(
        sqlx::SqliteConnection,
        sqlx::Sqlite,
        sqlx::sqlite::SqliteRow,
        ""
    );
}

/// Keeps attempts in one SQLite file, in WAL mode, with every commit synced to the disk.
///
/// All writes go through one task, which commits those that wait together: one sync serves many
/// calls. Several processes of one machine may open the same file; keep it on a local disk, for
/// file locks do not work over a network. Clones share everything.
///
/// Needs a tokio runtime, and works as long as the runtime that it was opened in.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    pool: SqlitePool,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, creates it where it is missing, readable by its owner only, and migrates
    /// the schema.
    ///
    /// # Errors
    /// [`StoreError::Configuration`] for a path that cannot be opened,
    /// [`Migration`](StoreError::Migration) where the schema is newer than this version.
    pub async fn open(path: impl AsRef<Path>) -> StoreResult<Self> {
        let path = path.as_ref();
        create_private(path).map_err(|error| StoreError::Configuration(error.to_string()))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        migrations::migrator().run(&pool).await?;
        let writer = Writer::start(options).await?;
        Ok(Self { pool, writer })
    }

    /// The pool, for the program's own statements on the same file. Its write transactions take
    /// turns with the journal's: keep them short.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;

    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<()> {
    std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map(drop)
}

macro_rules! read {
    ($store:ident.$method:ident($($argument:expr),*)) => {{
        let mut connection = $store.pool.acquire().await?;
        statements::$method(&mut connection, $($argument),*).await
    }};
}

macro_rules! write {
    ($store:ident.$method:ident($($argument:ident),*)) => {{
        $(let $argument = $argument.to_owned();)*
        $store
            .writer
            .write(move |connection| {
                Box::pin(async move { statements::$method(connection, $(&$argument),*).await })
            })
            .await
    }};
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl JournalStore for SqliteStore {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        write!(self.claim(attempt))
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        write!(self.record(id, ending))
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        let ids = ids.to_vec();
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    for id in &ids {
                        statements::delivered(connection, id).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        let (id, result) = (id.clone(), result.clone());
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    statements::update_result(connection, &id, &result, next, settle_at).await
                })
            })
            .await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        write!(self.lease(lease))
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        write!(self.postpone(id, postponement))
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        read!(self.latest(key))
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        read!(self.get(id))
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        read!(self.list(filter, limit))
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        read!(self.health(now))
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.writer
            .write(move |connection| {
                Box::pin(async move { statements::prune(connection, before, limit).await })
            })
            .await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let ours = statements::delivered(&mut transaction, id).await?;
        Ok(ours.then_some(StoreTransaction::Sqlite(transaction)))
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        read!(self.load_token(name))
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        write!(self.save_token(name, sealed, by))
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        let (name, by) = (name.to_owned(), by.to_owned());
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    statements::lease_token(connection, &name, &by, now, until).await
                })
            })
            .await
    }
}
