//! The span and the metrics of a request: see the table in the guide of payments-core.

use payments_core::{CallOptions, Error, ErrorKind, Operation, ProviderName};
use tracing::Span;
use tracing::field::Empty;

use super::{HttpRequest, HttpResponse};

/// A request under way.
pub(super) struct Call {
    span: Span,
    #[cfg(feature = "metrics")]
    provider: ProviderName,
    #[cfg(feature = "metrics")]
    begun: std::time::Instant,
}

impl Call {
    pub(super) fn begin(provider: ProviderName, request: &HttpRequest) -> Self {
        let span = tracing::debug_span!(
            "payments.call",
            otel.kind = "client",
            payments.provider = provider.as_str(),
            payments.operation = request.operation().name(),
            http.request.method = request.method().as_str(),
            server.address = request.url().host_str(),
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            "error.type" = Empty,
            payments.metadata = CallOptions::current().metadata(),
        );
        Self {
            span,
            #[cfg(feature = "metrics")]
            provider,
            #[cfg(feature = "metrics")]
            begun: std::time::Instant::now(),
        }
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    pub(super) fn end(self, operation: Operation, result: &Result<HttpResponse, Error>) {
        match result {
            Ok(response) => {
                let status = response.status().as_u16();
                self.span.record("http.response.status_code", status);
            }
            Err(error) => {
                self.span.record("error.type", error_type(error.kind()));
            }
        }
        #[cfg(feature = "metrics")]
        {
            let (provider, operation) = (self.provider.as_str(), operation.name());
            let result = match result.as_ref().map_err(Error::outcome) {
                Ok(response) => response.status().as_str().to_owned(),
                Err(payments_core::Outcome::NotSent) => "not_sent".to_owned(),
                Err(_) => "lost".to_owned(),
            };
            metrics::counter!(
                "payments.requests",
                "provider" => provider, "operation" => operation, "result" => result
            )
            .increment(1);
            metrics::histogram!(
                "payments.request.duration",
                "provider" => provider, "operation" => operation
            )
            .record(self.begun.elapsed());
        }
        #[cfg(not(feature = "metrics"))]
        let _ = operation;
    }
}

fn error_type(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Timeout => "timeout",
        ErrorKind::Network => "network",
        ErrorKind::UnreadableResponse => "response_too_large",
        _ => "_OTHER",
    }
}

/// Notes in the current span that the attempt of this number was made.
pub(super) fn attempted(number: u32) {
    Span::current().record("http.request.resend_count", number.saturating_sub(1));
}

/// Counts an attempt after the first.
pub(super) fn retried(provider: ProviderName, operation: Operation) {
    #[cfg(feature = "metrics")]
    metrics::counter!(
        "payments.retries",
        "provider" => provider.as_str(), "operation" => operation.name()
    )
    .increment(1);
    #[cfg(not(feature = "metrics"))]
    let _ = (provider, operation);
}
