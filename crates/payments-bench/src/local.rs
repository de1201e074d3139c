//! The service inside the process: answers without a network, and keeps nothing.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError};

/// What a request is answered.
type Answer = dyn Fn(&HttpRequest) -> Vec<u8> + Send + Sync;

/// Answers each request with a body, after a while if so told.
pub struct Local {
    answer: Arc<Answer>,
    round_trip: Duration,
}

impl Local {
    /// Answers at once.
    pub fn new(answer: impl Fn(&HttpRequest) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            round_trip: Duration::ZERO,
        }
    }

    /// Answers after this long by tokio's clock.
    #[must_use]
    pub fn with_round_trip(mut self, round_trip: Duration) -> Self {
        self.round_trip = round_trip;
        self
    }
}

#[async_trait]
impl HttpTransport for Local {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.round_trip.is_zero() {
            // What is never pending starves the others of a runtime.
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(self.round_trip).await;
        }
        let body = SecretBytes::new((self.answer)(&request));
        Ok(HttpResponse::new(StatusCode::OK, HeaderMap::new(), body))
    }
}

impl std::fmt::Debug for Local {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}
