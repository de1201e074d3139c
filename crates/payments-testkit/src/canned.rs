//! A transport that returns responses made by the test, for cases without a fixture.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

use crate::SentRequest;

type Sent = Result<HttpResponse, TransportError>;

/// Returns every request the same way, or by a closure, and keeps what it was sent. Clones share
/// everything.
///
/// ```
/// use http::StatusCode;
/// use payments_kit::http::ClientConfig;
/// use payments_testkit::Canned;
///
/// let notice = Canned::returning(StatusCode::OK, "text/html", "<b>Notice</b>: undefined index");
/// let config = ClientConfig::new().with_transport(notice.clone());
/// assert!(notice.sent().is_empty());
/// ```
#[derive(Clone)]
pub struct Canned(Arc<Mutex<State>>);

struct State {
    response: Box<dyn FnMut(&HttpRequest) -> Sent + Send>,
    sent: Vec<SentRequest>,
}

impl Canned {
    /// Returns this response to every request.
    ///
    /// # Panics
    ///
    /// When the content type is not a valid header value.
    pub fn returning(
        status: StatusCode,
        content_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let response = Self::response(status, content_type, body);
        Self::with(move |_| Ok(response.clone()))
    }

    /// Fails every request.
    pub fn failing(failure: TransportFailure, delivery: Delivery) -> Self {
        Self::with(move |_| Err(TransportError::new(failure, delivery)))
    }

    /// Returns what the closure returns for each request.
    pub fn with(response: impl FnMut(&HttpRequest) -> Sent + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(State {
            response: Box::new(response),
            sent: Vec::new(),
        })))
    }

    /// Makes a response, for the closure of [`with`](Self::with).
    ///
    /// # Panics
    ///
    /// When the content type is not a valid header value.
    pub fn response(
        status: StatusCode,
        content_type: &'static str,
        body: impl Into<Vec<u8>>,
    ) -> HttpResponse {
        let content_type = HeaderValue::from_static(content_type);
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        HttpResponse::new(status, headers, SecretBytes::new(body.into()))
    }

    /// Every request sent so far.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.lock().sent.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl HttpTransport for Canned {
    async fn send(&self, request: HttpRequest) -> Sent {
        let mut state = self.lock();
        state.sent.push(SentRequest::new(request.clone()));
        (state.response)(&request)
    }
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canned").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use payments_core::Operation;
    use url::Url;

    use super::*;

    fn request() -> HttpRequest {
        let url = Url::parse("https://pay.example/canary").unwrap();
        HttpRequest::get(Operation::GET_PAYMENT, url)
    }

    #[tokio::test]
    async fn every_request_gets_the_same_response() {
        let canned = Canned::returning(StatusCode::BAD_GATEWAY, "text/html", "<html>");
        for _ in 0..2 {
            let response = canned.send(request()).await.unwrap();
            assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
            assert_eq!(response.headers()[CONTENT_TYPE], "text/html");
            assert_eq!(response.body(), b"<html>");
        }
        assert_eq!(canned.clone().sent().len(), 2);
        assert_eq!(canned.sent()[0].exposed(), "GET /canary");
        assert_eq!(format!("{canned:?}"), "Canned { .. }");
    }

    #[tokio::test]
    async fn a_failure_says_whether_the_request_was_delivered() {
        let canned = Canned::failing(TransportFailure::Broken, Delivery::Possible);
        let error = canned.send(request()).await.unwrap_err();
        assert_eq!(error.failure(), TransportFailure::Broken);
        assert_eq!(error.delivery(), Delivery::Possible);
        assert_eq!(canned.sent().len(), 1);
    }

    #[tokio::test]
    async fn a_closure_returns_responses_in_turn() {
        let mut count = 0_u8;
        let canned = Canned::with(move |_| {
            count += 1;
            Ok(Canned::response(StatusCode::OK, "text/plain", [count]))
        });
        assert_eq!(canned.send(request()).await.unwrap().body(), [1]);
        assert_eq!(canned.send(request()).await.unwrap().body(), [2]);
    }
}
