//! The token that all calls of a client share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use payments_core::{Error, Operation, Result};
use tokio::sync::Mutex;

use super::Token;
use crate::ops;
use crate::service::Service;

/// Holds the token. Whoever finds it missing fetches it while the others wait: one request for
/// any number of callers. They share its failure too, instead of failing one after another.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    state: Mutex<State>,
    /// How many fetches have ended, readable without the lock.
    fetches: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<Token>>,
    /// How the last fetch failed, if it did.
    failure: Option<Error>,
}

impl Tokens {
    /// A token that is good now.
    pub(crate) async fn current(
        &self,
        service: &Service,
        operation: Operation,
    ) -> Result<Arc<Token>> {
        self.token(service, operation, None).await
    }

    /// A token other than the `refused` one.
    pub(crate) async fn renewed(
        &self,
        service: &Service,
        operation: Operation,
        refused: &Arc<Token>,
    ) -> Result<Arc<Token>> {
        self.token(service, operation, Some(refused)).await
    }

    async fn token(
        &self,
        service: &Service,
        operation: Operation,
        refused: Option<&Arc<Token>>,
    ) -> Result<Arc<Token>> {
        let fetches_before = self.fetches.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let now = service.client().clock().now();
        let good = |token: &&Arc<Token>| {
            let is_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, token));
            token.is_good_at(now) && !is_refused
        };
        if let Some(token) = state.token.as_ref().filter(good) {
            return Ok(Arc::clone(token));
        }
        // A fetch that failed while this call waited for it failed for this call as well.
        let waited = self.fetches.load(Ordering::Acquire) > fetches_before;
        if let Some(failure) = state.failure.as_ref().filter(|_| waited) {
            return Err(failure.clone().before_sending(operation));
        }
        let fetched = ops::token(service, state.token.as_deref()).await;
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
}
