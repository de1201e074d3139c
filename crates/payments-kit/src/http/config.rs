//! Configuration of a provider's HTTP client.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{
    Clock, Error, ErrorKind, Operation, Outcome, ProviderName, Randomness, Result, SystemClock,
    SystemRandomness,
};

use super::{BaseUrl, HttpClient, HttpTransport, RetryPolicy, TransportError};

/// Default time after which the absence of a payment proves that it was not made.
///
/// No service documents a figure. With the timeouts of the default transport and the default retry
/// policy, the longest call ends within twenty minutes, token requests included; the rest is for
/// gateways that hold a request back.
const DEFAULT_SETTLE_TIME: Duration = Duration::from_mins(30);

/// The most requests that one call of a provider makes, one after another: for tokens, for what has
/// to be looked up first, and for the call itself.
const REQUESTS_OF_A_CALL: u32 = 6;

/// Configuration of an [`HttpClient`]. Everything has a default; a test replaces what it needs.
///
/// ```
/// use payments_kit::http::{ClientConfig, RetryPolicy};
///
/// let config = ClientConfig::new().with_retry(RetryPolicy::never());
/// ```
#[derive(Clone, Debug)]
pub struct ClientConfig {
    transport: Option<Arc<dyn HttpTransport>>,
    #[cfg(feature = "reqwest")]
    settings: super::TransportSettings,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    retry: RetryPolicy,
    call_timeout: Option<Duration>,
    settle_time: Duration,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            transport: None,
            #[cfg(feature = "reqwest")]
            settings: super::TransportSettings::default(),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            retry: RetryPolicy::default(),
            call_timeout: None,
            settle_time: DEFAULT_SETTLE_TIME,
        }
    }
}

impl ClientConfig {
    /// The defaults: reqwest, the system's clock and random numbers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends through another transport. The settings of the default one have no effect then.
    #[must_use]
    pub fn with_transport(mut self, transport: impl HttpTransport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Changes the limits of the default transport.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn with_settings(mut self, settings: super::TransportSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Uses another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Uses another source of random numbers.
    #[must_use]
    pub fn with_randomness(mut self, randomness: impl Randomness) -> Self {
        self.randomness = Arc::new(randomness);
        self
    }

    /// Changes how often, and how fast, calls are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Ends each call after this time, all attempts and waits included (not set by default: each
    /// attempt has the limits of its transport). An attempt that is under way then counts as sent.
    #[must_use]
    pub fn with_call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// Changes the time after the beginning of a call during which its absence proves nothing: the
    /// provider's
    /// [`settle_time`](payments_core::Provider::settle_time) (30 minutes; the services document no figure). It must be longer than the longest possible call, so longer timeouts
    /// and more retries need a longer settle time.
    #[must_use]
    pub fn with_settle_time(mut self, settle_time: Duration) -> Self {
        self.settle_time = settle_time;
        self
    }

    /// The longest time that one request of a call can take, as far as it is known: a transport
    /// that is not the default one has its own limits.
    fn longest_request(&self) -> Option<Duration> {
        let all_attempts = |attempt: Duration| {
            let attempts = self.retry.max_attempts;
            let waits = self
                .retry
                .max_wait
                .saturating_mul(attempts.saturating_sub(1));
            attempt.saturating_mul(attempts).saturating_add(waits)
        };
        #[cfg(feature = "reqwest")]
        let attempts = match self.transport {
            None => Some(all_attempts(self.settings.total_timeout)),
            Some(_) => None,
        };
        #[cfg(not(feature = "reqwest"))]
        let attempts = None.map(all_attempts);
        match (attempts, self.call_timeout) {
            (Some(attempts), Some(timeout)) => Some(attempts.min(timeout)),
            (attempts, timeout) => attempts.or(timeout),
        }
    }

    fn check_settle_time(&self) -> Result<(), String> {
        let longest = self.longest_request().unwrap_or_default();
        let longest = longest.saturating_mul(REQUESTS_OF_A_CALL);
        if self.settle_time >= longest {
            return Ok(());
        }
        Err(format!(
            "the settle time of {} s is shorter than the longest possible call of {} s: make it \
             longer, or the timeouts and retries shorter",
            self.settle_time.as_secs(),
            longest.as_secs(),
        ))
    }

    /// The client of a provider whose service is at `base_url`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the settle time is shorter than the longest possible call:
    /// a payment under way would then count as one that was not made. Likewise
    /// [`ErrorKind::Configuration`] when the default transport cannot be set up on this machine,
    /// or is not part of the program (feature `reqwest`).
    pub fn build(self, provider: ProviderName, base_url: &BaseUrl) -> Result<HttpClient> {
        self.check_settle_time().map_err(|detail| {
            let (kind, outcome) = (ErrorKind::Configuration, Outcome::NotSent);
            Error::new(provider, Operation::BUILD, kind, outcome).with_detail(detail)
        })?;
        let transport = self.transport(base_url).map_err(|(advice, source)| {
            let (kind, outcome) = (ErrorKind::Configuration, Outcome::NotSent);
            let error = Error::new(provider, Operation::BUILD, kind, outcome).with_detail(advice);
            match source {
                Some(source) => error.with_source(&source),
                None => error,
            }
        })?;
        Ok(HttpClient {
            provider,
            transport,
            clock: self.clock,
            randomness: self.randomness,
            retry: self.retry,
            call_timeout: self.call_timeout,
            settle_time: self.settle_time,
        })
    }

    #[cfg(feature = "reqwest")]
    fn transport(&self, base_url: &BaseUrl) -> Result<Arc<dyn HttpTransport>, NoTransport> {
        if let Some(transport) = &self.transport {
            return Ok(Arc::clone(transport));
        }
        let default = if base_url.is_https() {
            super::ReqwestTransport::new(self.settings)
        } else {
            super::ReqwestTransport::for_loopback(self.settings)
        };
        let advice = "TLS cannot be set up; does this machine have any certificates?";
        Ok(Arc::new(default.map_err(|error| (advice, Some(error)))?))
    }

    #[cfg(not(feature = "reqwest"))]
    fn transport(&self, _base_url: &BaseUrl) -> Result<Arc<dyn HttpTransport>, NoTransport> {
        let advice = "the program was built without an HTTP transport: give the client one, or \
                      enable the feature aws-lc or ring";
        self.transport.clone().ok_or((advice, None))
    }
}

/// What to do, and the cause.
type NoTransport = (&'static str, Option<TransportError>);
