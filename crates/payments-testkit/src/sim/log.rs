//! What the simulator remembers of the requests it answered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{Method, StatusCode};
use time::OffsetDateTime;

use super::clock::SimClock;

/// One request that the simulator answered.
///
/// It holds nothing that could be secret: no query (card numbers and keys travel there), no
/// headers and no body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path, without its query.
    pub path: String,
    /// The status that was answered.
    pub status: StatusCode,
    /// When the request arrived, by the simulator's clock.
    pub at: OffsetDateTime,
}

/// The shared list of answered requests, in the order of their answers.
#[derive(Clone, Debug)]
pub(crate) struct RequestLog {
    clock: SimClock,
    entries: Arc<Mutex<Vec<LoggedRequest>>>,
}

impl RequestLog {
    pub(crate) fn new(clock: SimClock) -> Self {
        Self {
            clock,
            entries: Arc::default(),
        }
    }

    pub(crate) fn all(&self) -> Vec<LoggedRequest> {
        self.lock().clone()
    }

    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        self.lock()
            .iter()
            .filter(|entry| entry.method == method && entry.path == path)
            .count()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<LoggedRequest>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The middleware that remembers every request, unknown paths included.
pub(crate) async fn record(
    State(log): State<RequestLog>,
    request: Request,
    next: Next,
) -> Response {
    let at = log.clock.now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    log.lock().push(LoggedRequest {
        method,
        path,
        status: response.status(),
        at,
    });
    response
}
