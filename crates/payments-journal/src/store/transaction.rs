//! A transaction that a merchant's handler shares with the journal.

use super::{StoreError, StoreResult};

/// A transaction on the journal's database, in which a verdict is marked as delivered. What a
/// handler writes in it is committed with the verdict, or not at all.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreTransaction {
    /// On SQLite. It has the write lock of the file: commit it soon.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    /// On PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl StoreTransaction {
    /// The connection, where the journal is on SQLite.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&mut self) -> Option<&mut sqlx::SqliteConnection> {
        match self {
            Self::Sqlite(transaction) => Some(transaction),
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => None,
        }
    }

    /// The connection, where the journal is on PostgreSQL.
    #[cfg(feature = "postgres")]
    pub fn postgres(&mut self) -> Option<&mut sqlx::PgConnection> {
        match self {
            Self::Postgres(transaction) => Some(transaction),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => None,
        }
    }

    /// Commits the writes and the delivery of the verdict.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]; the verdict may be delivered again then.
    pub async fn commit(self) -> StoreResult<()> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(transaction) => transaction.commit().await.map_err(StoreError::from),
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.commit().await.map_err(StoreError::from),
        }
    }
}
