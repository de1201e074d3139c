//! The service inside the process: it responds without a network, and keeps nothing.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError};

/// The body of the response to a request.
type Respond = dyn Fn(&HttpRequest) -> Vec<u8> + Send + Sync;

/// Responds to each request with a body, after a round trip where one is set.
pub struct Local {
    respond: Arc<Respond>,
    round_trip: Duration,
}

impl Local {
    /// Responds at once.
    pub fn new(respond: impl Fn(&HttpRequest) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self {
            respond: Arc::new(respond),
            round_trip: Duration::ZERO,
        }
    }

    /// Responds after this long by tokio's clock.
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
        let body = SecretBytes::new((self.respond)(&request));
        Ok(HttpResponse::new(StatusCode::OK, HeaderMap::new(), body))
    }
}

impl std::fmt::Debug for Local {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}
