//! Flaws of callers and transports that the property must detect.

use async_trait::async_trait;
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

/// Something that is done wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Nothing.
    None,
    /// The transport sends every request that moves money twice.
    SendsTwice,
    /// The transport says of a lost response that nothing was sent.
    ForgetsWhatItSent,
    /// The transport says of a response that it did not like that nothing was done.
    TakesErrorsForRefusals,
    /// The caller repeats a call that moves money although its outcome is unknown.
    RepeatsTheUnknown,
}

/// A transport with a flaw.
#[derive(Debug)]
pub(super) struct Flawed<T> {
    pub(super) inner: T,
    pub(super) flaw: Flaw,
}

#[async_trait]
impl<T: HttpTransport> HttpTransport for Flawed<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let moves_money = request.operation().moves_money();
        match self.flaw {
            Flaw::SendsTwice if moves_money => {
                self.inner.send(request.clone()).await.ok();
                self.inner.send(request).await
            }
            Flaw::ForgetsWhatItSent => {
                let response = self.inner.send(request).await;
                response
                    .map_err(|_| TransportError::new(TransportFailure::Connect, Delivery::NotSent))
            }
            Flaw::TakesErrorsForRefusals if moves_money => {
                let response = self.inner.send(request).await?;
                let status = response.status();
                if status.is_success() {
                    return Ok(response);
                }
                let (headers, body) = (response.headers().clone(), response.body().to_vec());
                let refused = http::StatusCode::TOO_MANY_REQUESTS;
                Ok(HttpResponse::new(refused, headers, SecretBytes::new(body)))
            }
            _ => self.inner.send(request).await,
        }
    }
}
