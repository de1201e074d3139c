//! Injectable transport.

use std::error::Error;
use std::fmt::{self, Debug};
use std::sync::Arc;

use async_trait::async_trait;

use super::{HttpRequest, HttpResponse};
use payments_core::redact::RedactedError;

/// Sends requests. Give a client another transport to test it, to record it, or to use another HTTP
/// library.
///
/// A transport never follows a redirect, never repeats a request, and always verifies TLS
/// certificates. On failure it must state truthfully whether the request can have reached the
/// provider: in doubt, [`Delivery::Possible`].
#[async_trait]
pub trait HttpTransport: Debug + Send + Sync + 'static {
    /// Sends a request once and reads the complete response.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError>;
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<T: HttpTransport + ?Sized> HttpTransport for Arc<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        (**self).send(request).await
    }
}

/// Whether a request without a response can have reached the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Not a byte of it was sent.
    NotSent,
    /// It was sent, or that is unknown.
    Possible,
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportFailure {
    /// The request cannot be sent as it is.
    Unsendable,
    /// No connection could be made.
    Connect,
    /// The response took too long.
    Timeout,
    /// The connection broke.
    Broken,
    /// The response is longer than the client reads.
    TooLarge,
}

/// A request without a response.
#[derive(thiserror::Error)]
#[error("{}", self.describe())]
pub struct TransportError {
    failure: TransportFailure,
    delivery: Delivery,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl TransportError {
    /// A request without a response.
    pub fn new(failure: TransportFailure, delivery: Delivery) -> Self {
        Self {
            failure,
            delivery,
            source: None,
        }
    }

    /// Adds the cause. Its texts are printed only after redaction, and its `Debug` never; even so,
    /// its texts should not hold a URL.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Why there is no response.
    pub fn failure(&self) -> TransportFailure {
        self.failure
    }

    /// Whether the request can have reached the provider.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    fn describe(&self) -> &'static str {
        match self.failure {
            TransportFailure::Unsendable => "the request cannot be sent as it is",
            TransportFailure::Connect => "no connection could be made",
            TransportFailure::Timeout => "the response took too long",
            TransportFailure::Broken => "the connection broke",
            TransportFailure::TooLarge => "the response is longer than the limit",
        }
    }
}

impl Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = self
            .source
            .as_deref()
            .map(|source| RedactedError::of(source));
        f.debug_struct("TransportError")
            .field("failure", &self.failure)
            .field("delivery", &self.delivery)
            .field("cause", &cause)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the card {0} caused it")]
    struct Chatty(String, #[source] Box<dyn Error + Send + Sync>);

    #[test]
    fn debug_shows_the_redacted_texts_of_the_cause_and_not_its_debug() {
        let source = Chatty("4".repeat(16), "a broken pipe".into());
        let error = TransportError::new(TransportFailure::Broken, Delivery::Possible);
        insta::assert_snapshot!(format!("{error:?}"), @"TransportError { failure: Broken, delivery: Possible, cause: None }");
        let error = error.with_source(source);
        assert_eq!(error.to_string(), "the connection broke");
        insta::assert_snapshot!(format!("{error:?}"), @r#"TransportError { failure: Broken, delivery: Possible, cause: Some(RedactedError { text: "the card [16 digits] caused it", source: Some(RedactedError { text: "a broken pipe", source: None }) }) }"#);
        assert!(error.source().is_some());
    }
}
