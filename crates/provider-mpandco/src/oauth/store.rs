//! Where the token is kept.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::StoredToken;

/// Keeps the token of one application, so that several clients or processes share it.
///
/// The manual asks that the main token be requested once, and renewed from then on. A client asks
/// the store whenever its own token is no good any more, and saves each token that it fetches.
///
/// A store that cannot be reached answers nothing and saves nothing, and tells of it in its own
/// way: a payment does not fail for it, for the client fetches a token of its own then. One store
/// holds the token of one application of one environment.
#[async_trait]
pub trait TokenStore: Debug + Send + Sync + 'static {
    /// The token that was saved last.
    async fn load(&self) -> Option<StoredToken>;

    /// Keeps a token in place of the last one.
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
