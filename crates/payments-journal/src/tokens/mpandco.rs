//! The shared token as a token store of mPandco's client.

use async_trait::async_trait;
use provider_mpandco::{StoredToken, TokenStore};

use super::{SharedToken, SharedTokenValue};

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl TokenStore for SharedToken {
    async fn load(&self) -> Option<StoredToken> {
        match Self::load(self).await {
            Ok(token) => {
                token.map(|token| StoredToken::new(token.access, token.refresh, token.expires_at))
            }
            Err(error) => {
                tracing::warn!(%error, "payments_journal: the shared token was not loaded");
                None
            }
        }
    }

    async fn save(&self, token: &StoredToken) {
        let token = SharedTokenValue::new(
            token.access().clone(),
            token.refresh().cloned(),
            token.expires_at(),
        );
        if let Err(error) = Self::save(self, &token).await {
            tracing::warn!(%error, "payments_journal: the shared token was not saved");
        }
    }
}
