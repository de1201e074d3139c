//! How a store fails.

use payments_core::redact;

/// A failure of the journal's database.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be reached, is busy, or did not commit. Whether a write took effect is
    /// not known.
    #[error("the journal's database is unavailable: {0}")]
    Unavailable(String),
    /// The database URL or path cannot be used.
    #[error("the journal's database URL or path cannot be used: {0}")]
    Configuration(String),
    /// The schema cannot be brought to this version.
    #[error("the journal's schema cannot be migrated: {0}")]
    Migration(String),
    /// A row cannot be read by this version.
    #[error("a row of the journal cannot be read: {0}")]
    Unreadable(String),
    /// There is no such attempt.
    #[error("the journal has no attempt {0}")]
    NotFound(String),
    /// The attempt is in another state than the request assumes.
    #[error("{0}")]
    Refused(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            // The text may hold the URL, and the URL a password.
            sqlx::Error::Configuration(_) => {
                Self::Configuration("it is not a valid database URL".to_owned())
            }
            sqlx::Error::ColumnDecode { index, .. } => {
                Self::Unreadable(format!("column {index} has another type"))
            }
            sqlx::Error::ColumnNotFound(name) => {
                Self::Unreadable(format!("column {name} is missing"))
            }
            other => Self::Unavailable(redact::text(&other.to_string())),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(redact::text(&error.to_string()))
    }
}
