//! What a property must not survive: wrong callers and wrong transports.

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
    /// The transport says of a lost answer that nothing was sent.
    ForgetsWhatItSent,
    /// The transport says of an answer that it did not like that nothing was done.
    TakesErrorsForRefusals,
    /// The caller repeats a call that moves money although nobody knows what came of it.
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
                let answer = self.inner.send(request).await;
                answer
                    .map_err(|_| TransportError::new(TransportFailure::Connect, Delivery::NotSent))
            }
            Flaw::TakesErrorsForRefusals if moves_money => {
                let answer = self.inner.send(request).await?;
                let status = answer.status();
                if status.is_success() {
                    return Ok(answer);
                }
                let (headers, body) = (answer.headers().clone(), answer.body().to_vec());
                let refused = http::StatusCode::TOO_MANY_REQUESTS;
                Ok(HttpResponse::new(refused, headers, SecretBytes::new(body)))
            }
            _ => self.inner.send(request).await,
        }
    }
}
