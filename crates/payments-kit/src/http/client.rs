//! HTTP client of a provider: sends requests, retries where that is safe, and reports whether money
//! may have moved.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderName, HeaderValue};
use futures_util::future::{Either, select};
use tracing::{Instrument, debug};

use super::retry_after::retry_after;
use super::telemetry;
use super::{
    Attempt, Decision, HttpRequest, HttpResponse, HttpTransport, RetryPolicy, TransportError,
    TransportFailure, decide,
};
use payments_core::{
    AttemptKey, CallOptions, Clock, Error, ErrorKind, Operation, Outcome, ProviderName, Randomness,
    Result, Violations,
};

/// Sends the requests of one provider. Clones share everything.
#[derive(Clone)]
pub struct HttpClient {
    pub(super) provider: ProviderName,
    pub(super) transport: Arc<dyn HttpTransport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) randomness: Arc<dyn Randomness>,
    pub(super) retry: RetryPolicy,
    pub(super) call_timeout: Option<Duration>,
    pub(super) settle_time: Duration,
}

impl HttpClient {
    /// Sets the idempotency key of a request: the caller's, or a random one for this call. It is
    /// never made of the reference, which may be tried again after a decline.
    ///
    /// With the caller's key, [`Error::is_safe_to_repeat`] says that the caller may repeat the call
    /// after a lost response; with a random one, only the client itself repeats the request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`], with the violation `attempt_key`, for a key that no header can
    /// hold.
    pub fn with_key(
        &self,
        request: HttpRequest,
        name: HeaderName,
        key: Option<&AttemptKey>,
    ) -> Result<HttpRequest> {
        let operation = request.operation();
        let mut violations = Violations::new();
        let keyed = match key {
            Some(key) => request.with_attempt_key(name, key),
            None => {
                let random = format!(
                    "{:016x}{:016x}",
                    self.randomness.next(),
                    self.randomness.next()
                );
                HeaderValue::try_from(random).map(|key| request.with_key_of_call(name, key))
            }
        };
        let keyed = violations.keep("attempt_key", keyed);
        violations.into_value(self.provider, operation, keyed)
    }

    /// Sends a request, again where [`decide`] says so, and returns the last response whatever
    /// its status.
    ///
    /// # Errors
    ///
    /// When no response arrived: [`ErrorKind::Network`] or [`ErrorKind::Timeout`], with
    /// [`Outcome::NotSent`] only where no attempt sent a byte.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        let operation = request.operation();
        let call = telemetry::Call::begin(self.provider, &request);
        let span = call.span().clone();
        let result = self.attempt_until_done(request).instrument(span).await;
        call.end(operation, &result);
        result
    }

    async fn attempt_until_done(&self, request: HttpRequest) -> Result<HttpResponse> {
        let operation = request.operation();
        let mut number = 1;
        let mut outcome = Outcome::NotSent;
        let timeout = match (self.call_timeout, CallOptions::current().timeout()) {
            (Some(of_client), Some(of_call)) => Some(of_client.min(of_call)),
            (of_client, of_call) => of_client.or(of_call),
        };
        let mut deadline = timeout.map(|timeout| self.clock.sleep(timeout));
        loop {
            // An `Arc` is a transport as well, whose future would be boxed once more.
            let attempt = (*self.transport).send(request.clone());
            let result = match &mut deadline {
                None => attempt.await,
                Some(deadline) => match select(attempt, deadline.as_mut()).await {
                    Either::Left((result, _)) => result,
                    Either::Right(((), _)) => {
                        telemetry::attempted(number);
                        debug!(number, "call timeout");
                        return Err(self.timed_out(&request, Outcome::Unknown));
                    }
                },
            };
            telemetry::attempted(number);
            let attempt = match &result {
                Ok(response) => Attempt::Response(
                    response.status(),
                    retry_after(response.headers(), || self.clock.now()),
                ),
                Err(error) => error.into(),
            };
            // One attempt that may have arrived is enough for an unknown outcome.
            if !matches!(attempt, Attempt::Unsendable | Attempt::NotSent) {
                outcome = Outcome::Unknown;
            }
            let random = self.randomness.next();
            let call = (request.effect(), request.repeatability());
            let decision = decide(&self.retry, call, number, attempt, random);
            debug!(number, ?attempt, ?decision, "attempt");
            match decision {
                Decision::Stop => {
                    let response = result.map(|response| response.with_request(&request));
                    return response.map_err(|error| {
                        let error = self.without_response(operation, outcome, &error);
                        reported(error, &request)
                    });
                }
                Decision::RepeatAfter(wait) => {
                    let wait = self.clock.sleep(wait);
                    match &mut deadline {
                        None => wait.await,
                        Some(deadline) => {
                            if let Either::Right(_) = select(wait, deadline.as_mut()).await {
                                return Err(self.timed_out(&request, outcome));
                            }
                        }
                    }
                    telemetry::retried(self.provider, operation);
                    number += 1;
                }
            }
        }
    }

    fn timed_out(&self, request: &HttpRequest, outcome: Outcome) -> Error {
        let error = Error::new(
            self.provider,
            request.operation(),
            ErrorKind::Timeout,
            outcome,
        );
        reported(error.with_detail("the call timeout passed"), request)
    }

    fn without_response(
        &self,
        operation: Operation,
        outcome: Outcome,
        error: &TransportError,
    ) -> Error {
        let kind = match error.failure() {
            TransportFailure::Unsendable => ErrorKind::Configuration,
            TransportFailure::Connect | TransportFailure::Broken => ErrorKind::Network,
            TransportFailure::Timeout => ErrorKind::Timeout,
            TransportFailure::TooLarge => ErrorKind::UnreadableResponse,
        };
        let cause = std::error::Error::source(error).map(ToString::to_string);
        let reported = Error::new(self.provider, operation, kind, outcome).with_source(error);
        match cause {
            // Why a request cannot be sent is for the person who made it.
            Some(cause) if error.failure() == TransportFailure::Unsendable => {
                reported.with_detail(cause)
            }
            _ => reported,
        }
    }

    /// The provider.
    pub fn provider(&self) -> ProviderName {
        self.provider
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The time after the beginning of a call during which its absence proves nothing.
    pub fn settle_time(&self) -> Duration {
        self.settle_time
    }

    /// The source of random numbers.
    pub fn randomness(&self) -> &dyn Randomness {
        &*self.randomness
    }
}

/// Without what the request keeps secret, and with what the provider guarantees of it.
fn reported(error: Error, request: &HttpRequest) -> Error {
    error
        .without(request.secrets())
        .with_repeatability(request.repeatability_of_call())
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("provider", &self.provider)
            .field("transport", &self.transport)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
