//! Stored tokens and where they are kept.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

/// An access token of an application, with the refresh token that renews it.
///
/// Its holder can do everything that the application may do: protect it like the credentials. It
/// is never printed.
#[doc(alias = "oauth")]
#[derive(Clone)]
pub struct StoredToken {
    access: SecretString,
    refresh: Option<SecretString>,
    expires_at: Option<OffsetDateTime>,
}

impl StoredToken {
    /// Builds a token from the values that were stored. One without an expiry is used until the
    /// service refuses it.
    pub fn new(
        access: SecretString,
        refresh: Option<SecretString>,
        expires_at: impl Into<Option<OffsetDateTime>>,
    ) -> Self {
        Self {
            access,
            refresh,
            expires_at: expires_at.into(),
        }
    }

    /// Returns the access token.
    pub fn access(&self) -> &SecretString {
        &self.access
    }

    /// Returns the refresh token, if the service gave one.
    pub fn refresh(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    /// Returns when the service stops accepting the token, by the clock of the client that
    /// fetched it. `None` if the service did not say.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        self.expires_at
    }

    pub(super) fn is_valid_at(&self, now: OffsetDateTime, margin: Duration) -> bool {
        let expires_at = self.expires_at;
        expires_at.is_none_or(|expires_at| now < expires_at.saturating_sub(margin))
    }

    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
    }
}

impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Keeps the access token of one application, so that several clients or processes share it.
///
/// The manual asks that the token be requested once and renewed from then on. A client loads from
/// the store when its own token has expired or was refused, and saves each token that it fetches.
///
/// A store that cannot be reached returns `None` from `load`, saves nothing, and reports the
/// problem by its own means: a payment does not fail for it, because the client then fetches a
/// token for itself. A call that takes longer than 5 seconds is dropped, and counts as such. One store holds the token of one application in one environment.
#[async_trait]
pub trait TokenStore: Debug + Send + Sync + 'static {
    /// Loads the token that was saved last.
    async fn load(&self) -> Option<StoredToken>;

    /// Saves a token in place of the last one.
    async fn save(&self, token: &StoredToken);
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    async fn load(&self) -> Option<StoredToken> {
        (**self).load().await
    }

    async fn save(&self, token: &StoredToken) {
        (**self).save(token).await;
    }
}

/// Keeps the token in memory. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct InMemoryTokenStore(Arc<Mutex<Option<StoredToken>>>);

#[async_trait]
impl TokenStore for InMemoryTokenStore {
    async fn load(&self) -> Option<StoredToken> {
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        token.clone()
    }

    async fn save(&self, token: &StoredToken) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(token.clone());
    }
}
