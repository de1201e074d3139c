//! The token that all calls of a client share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use payments_core::{Error, Operation, Result};
use time::Duration;
use tokio::sync::Mutex;

use super::{StoredToken, TokenStore};
use crate::ops;
use crate::service::Service;

/// Holds the token. Whoever finds it missing fetches it while the others wait: one request for
/// any number of callers. They share its failure too, instead of failing one after another.
#[derive(Debug)]
pub(crate) struct Tokens {
    store: Arc<dyn TokenStore>,
    /// A token counts as expired this long before it does, so that it does not expire under way.
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
    pub(crate) fn new(store: Arc<dyn TokenStore>, margin: Duration) -> Self {
        Self {
            store,
            margin,
            state: Mutex::default(),
            fetches: AtomicU64::default(),
        }
    }

    /// A token that is good now.
    pub(crate) async fn current(
        &self,
        service: &Service,
        operation: Operation,
    ) -> Result<Arc<StoredToken>> {
        self.token(service, operation, None).await
    }

    /// A token other than the `refused` one.
    pub(crate) async fn renewed(
        &self,
        service: &Service,
        operation: Operation,
        refused: &StoredToken,
    ) -> Result<Arc<StoredToken>> {
        self.token(service, operation, Some(refused)).await
    }

    async fn token(
        &self,
        service: &Service,
        operation: Operation,
        refused: Option<&StoredToken>,
    ) -> Result<Arc<StoredToken>> {
        let fetches_before = self.fetches.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let own = state.token.as_deref();
        if let Some(token) = &state.token
            && self.is_usable(service, token, refused)
        {
            return Ok(Arc::clone(token));
        }
        // A fetch that failed while this call waited for it failed for this call as well.
        let waited = self.fetches.load(Ordering::Acquire) > fetches_before;
        if let Some(failure) = state.failure.as_ref().filter(|_| waited) {
            return Err(failure.clone().before_sending(operation));
        }
        let fetched = self.fetch(service, own, refused).await;
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

    /// The token in the store if somebody else renewed it, and one from the service otherwise: by
    /// the refresh token of the last one, as the manual wants it, and by the application's keys
    /// where there is none or it is dead.
    async fn fetch(
        &self,
        service: &Service,
        own: Option<&StoredToken>,
        refused: Option<&StoredToken>,
    ) -> Result<StoredToken> {
        let stored = self.store.load().await;
        if let Some(token) = stored.as_ref()
            && self.is_usable(service, token, refused)
        {
            return Ok(token.clone());
        }
        let known = [stored.as_ref(), own].into_iter().flatten();
        let last = known.max_by_key(|token| token.expires_at());
        let renewed = match last.and_then(StoredToken::refresh) {
            Some(refresh) => ops::renew_token(service, refresh).await?,
            None => None,
        };
        let token = match renewed {
            Some(token) => token,
            None => {
                // The refresh token may be dead because another process has just used it.
                let stored = self.store.load().await;
                if let Some(token) = stored.filter(|token| self.is_usable(service, token, refused))
                {
                    return Ok(token);
                }
                ops::token(service).await?
            }
        };
        self.store.save(&token).await;
        Ok(token)
    }

    fn is_usable(
        &self,
        service: &Service,
        token: &StoredToken,
        refused: Option<&StoredToken>,
    ) -> bool {
        let now = service.client().clock().now();
        let is_refused = refused.is_some_and(|refused| refused.is_same_as(token));
        token.is_good_at(now, self.margin) && !is_refused
    }
}
