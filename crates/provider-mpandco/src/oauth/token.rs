//! An access token and how long it is good.

use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

/// A token is renewed this long before it expires, so that it does not expire under way.
const MARGIN: Duration = Duration::seconds(60);

#[derive(Clone, Debug)]
pub(crate) struct Token {
    bearer: SecretString,
    refresh: Option<SecretString>,
    expires_at: OffsetDateTime,
}

impl Token {
    pub(crate) fn new(
        bearer: SecretString,
        refresh: Option<SecretString>,
        lifetime: Duration,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            bearer,
            refresh,
            expires_at: now.saturating_add(lifetime),
        }
    }

    pub(crate) fn bearer(&self) -> &SecretString {
        &self.bearer
    }

    pub(crate) fn refresh(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    pub(crate) fn is_good_at(&self, now: OffsetDateTime) -> bool {
        now < self.expires_at.saturating_sub(MARGIN)
    }
}
