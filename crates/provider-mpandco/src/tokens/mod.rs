//! The access token that all calls of a client share, and its renewal.

mod store;

use std::fmt::Debug;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use futures_util::future::{Either, select};
use payments_core::{Clock, Error, Operation, Result};
use time::Duration;
use tokio::sync::Mutex;

pub use store::{InMemoryTokenStore, StoredToken, TokenStore};

/// How long a call of the store may take.
const STORE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// Requests tokens from the service.
#[async_trait]
pub(crate) trait TokenSource: Debug + Send + Sync + 'static {
    /// Requests a token with the application's credentials.
    async fn grant(&self) -> Result<StoredToken>;

    /// Requests a token with a refresh token; returns `None` if that is no longer valid.
    async fn renew(&self, refresh: &StoredToken) -> Result<Option<StoredToken>>;

    /// Returns the clock by which tokens expire.
    fn clock(&self) -> &dyn Clock;
}

/// Holds the token. The first caller who finds it missing fetches it while the others wait: one
/// request for any number of callers. They share its failure too, instead of failing one after
/// another.
#[derive(Debug)]
pub(crate) struct Tokens {
    source: Box<dyn TokenSource>,
    store: Arc<dyn TokenStore>,
    /// A token counts as expired this long before it expires, so that it does not expire under
    /// way.
    margin: Duration,
    state: Mutex<State>,
    /// How many fetches have ended, readable without the lock.
    fetches: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<StoredToken>>,
    /// How the last fetch failed, if it did.
    failure: Option<Error>,
}

impl Tokens {
    pub(crate) fn new(
        source: impl TokenSource,
        store: Arc<dyn TokenStore>,
        margin: Duration,
    ) -> Self {
        Self {
            source: Box::new(source),
            store,
            margin,
            state: Mutex::default(),
            fetches: AtomicU64::default(),
        }
    }

    /// Returns a token that is valid now.
    pub(crate) async fn current(&self, operation: Operation) -> Result<Arc<StoredToken>> {
        self.token(operation, None).await
    }

    /// Returns a token other than the `refused` one.
    pub(crate) async fn renewed(
        &self,
        operation: Operation,
        refused: &StoredToken,
    ) -> Result<Arc<StoredToken>> {
        self.token(operation, Some(refused)).await
    }

    async fn token(
        &self,
        operation: Operation,
        refused: Option<&StoredToken>,
    ) -> Result<Arc<StoredToken>> {
        let fetches_before = self.fetches.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(token) = &state.token
            && self.is_usable(token, refused)
        {
            return Ok(Arc::clone(token));
        }
        // A fetch that failed while this call waited for it failed for this call as well.
        let waited = self.fetches.load(Ordering::Acquire) > fetches_before;
        if let Some(failure) = state.failure.as_ref().filter(|_| waited) {
            return Err(failure.clone().before_sending(operation));
        }
        let fetched = self.fetch(state.token.as_deref(), refused).await;
        self.fetches.fetch_add(1, Ordering::Release);
        match fetched {
            Ok(token) => {
                let token = Arc::new(token);
                state.token = Some(Arc::clone(&token));
                state.failure = None;
                Ok(token)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                Err(error.before_sending(operation))
            }
        }
    }

    /// Returns the token in the store if another process renewed it, and requests one otherwise:
    /// with the last refresh token, as the manual asks, or with the credentials if there is none
    /// or it is no longer valid.
    async fn fetch(
        &self,
        own: Option<&StoredToken>,
        refused: Option<&StoredToken>,
    ) -> Result<StoredToken> {
        let stored = self.in_time(self.store.load()).await.flatten();
        if let Some(token) = stored.as_ref()
            && self.is_usable(token, refused)
        {
            return Ok(token.clone());
        }
        let known = [stored.as_ref(), own].into_iter().flatten();
        let renewed =
            match known.max_by_key(|token| (token.expires_at().is_none(), token.expires_at())) {
                Some(last) => self.source.renew(last).await?,
                None => None,
            };
        let token = match renewed {
            Some(token) => token,
            None => {
                // The refresh token may be spent because another process has just used it.
                let stored = self.in_time(self.store.load()).await.flatten();
                if let Some(token) = stored.filter(|token| self.is_usable(token, refused)) {
                    return Ok(token);
                }
                self.source.grant().await?
            }
        };
        self.in_time(self.store.save(&token)).await;
        Ok(token)
    }

    /// Waits for the store, but not forever: every call of the client waits behind it.
    async fn in_time<T>(&self, hook: impl Future<Output = T>) -> Option<T> {
        let deadline = self.source.clock().sleep(STORE_TIMEOUT);
        match select(pin!(hook), deadline).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    fn is_usable(&self, token: &StoredToken, refused: Option<&StoredToken>) -> bool {
        let is_refused = refused.is_some_and(|refused| refused.is_same_as(token));
        token.is_valid_at(self.source.clock().now(), self.margin) && !is_refused
    }
}
