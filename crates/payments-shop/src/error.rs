//! How a request to the shop fails.

use payments_journal::sqlx;
use payments_journal::store::StoreError;

/// Why the shop cannot do what was requested.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShopError {
    /// The provider cannot be used as configured.
    #[error(transparent)]
    Provider(#[from] payments_core::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row cannot be read by this version.
    #[error("a row of the shop cannot be read: {0}")]
    Unreadable(&'static str),
    /// This shop was built without the engine that the database needs.
    #[error("the database {0}")]
    Engine(&'static str),
    /// The operating system gave no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
    /// A request was not finished: its task panicked, or the shop is shutting down.
    #[error("the request was not finished: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
    /// There is no such page or order.
    #[error("there is no such page")]
    NotFound,
    /// The request lacks the password of the admin page.
    #[error("this page needs the password of the shop")]
    Password,
    /// The request did not come from a page of the shop.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The request cannot be understood.
    #[error("{0}")]
    BadRequest(String),
}

impl From<sqlx::Error> for ShopError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
