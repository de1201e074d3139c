//! An access token and how long it is good.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

/// An access token of an application, with what it takes to renew it. Whoever holds it can do
/// whatever the application may: keep it as you keep the keys. It is not printable.
#[derive(Clone)]
pub struct StoredToken {
    access: SecretString,
    refresh: Option<SecretString>,
    expires_at: OffsetDateTime,
}

impl StoredToken {
    /// A token as it was read from where it had been stored.
    pub fn new(
        access: SecretString,
        refresh: Option<SecretString>,
        expires_at: OffsetDateTime,
    ) -> Self {
        Self {
            access,
            refresh,
            expires_at,
        }
    }

    /// What a call bears.
    pub fn access(&self) -> &SecretString {
        &self.access
    }

    /// What the token is renewed with, if the service gave it.
    pub fn refresh(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    /// When the service stops accepting it, by the clock of the client that fetched it.
    pub fn expires_at(&self) -> OffsetDateTime {
        self.expires_at
    }

    pub(super) fn is_good_at(&self, now: OffsetDateTime, margin: Duration) -> bool {
        now < self.expires_at.saturating_sub(margin)
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
