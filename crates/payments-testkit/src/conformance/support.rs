//! Expectations of the behaviors, and providers whose traffic is counted or broken.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{Operation, PaymentProvider, Result};
use payments_kit::http::{
    ClientConfig, HttpRequest, HttpResponse, HttpTransport, RetryPolicy, TransportError,
};

use super::Run;
use crate::{FaultPlan, FaultyTransport, FixedRandomness};

/// Returns the value of a call that must succeed.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a broken promise fails the test that runs the behavior"
)]
pub(super) fn expected<T>(what: impl Display, result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what} must succeed: {error}"),
    }
}

/// Returns a value that must be present.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a broken promise fails the test that runs the behavior"
)]
pub(super) fn given<T>(what: impl Display, value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => panic!("{what} must be given"),
    }
}

/// The maximum number of attempts of a call.
pub(super) const MOST_ATTEMPTS: u64 = 3;

/// A transport that counts requests.
#[derive(Clone, Debug)]
struct Watch {
    inner: Arc<dyn HttpTransport>,
    sent: Arc<AtomicUsize>,
}

#[async_trait]
impl HttpTransport for Watch {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.inner.send(request).await
    }
}

/// A provider, and how many requests it sent.
pub(super) struct Watched {
    pub(super) provider: Arc<dyn PaymentProvider>,
    sent: Arc<AtomicUsize>,
}

impl Watched {
    pub(super) fn new(harness: &Run<'_>) -> Self {
        let sent = Arc::default();
        let config = match harness.transport() {
            Some(inner) => config(harness).with_transport(Watch {
                inner,
                sent: Arc::clone(&sent),
            }),
            None => config(harness),
        };
        Self {
            provider: harness.provider(config),
            sent,
        }
    }

    /// How many requests were sent so far. Always 0 without HTTP.
    pub(super) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

/// Says that a behavior does not apply to a provider.
#[expect(
    clippy::print_stdout,
    reason = "a behavior that is skipped says so in the output of its test"
)]
pub(super) fn skipped(what: &str, provider: &dyn PaymentProvider) {
    println!("skipped: not offered: {what} by {}", provider.name());
}

/// Whether a provider offers an operation. Says that the behavior is skipped where it does not.
pub(super) fn offers(provider: &dyn PaymentProvider, operation: Operation) -> bool {
    let offered = provider.capabilities().supports(operation);
    if !offered {
        skipped(operation.name(), provider);
    }
    offered
}

/// The transport to the service. `None`, said in the output, only where the harness states that the
/// provider sends no HTTP.
#[expect(
    clippy::print_stdout,
    reason = "a behavior that is skipped says so in the output of its test"
)]
pub(super) fn transport(harness: &Run<'_>) -> Option<Arc<dyn HttpTransport>> {
    let transport = harness.transport();
    if transport.is_none() {
        assert!(
            harness.sends_no_http(),
            "transport() must return the transport to the service, or sends_no_http() must say that \
             there is none"
        );
        println!("skipped: not offered: HTTP");
    }
    transport
}

/// A provider with a working transport.
pub(super) fn working(harness: &Run<'_>) -> Arc<dyn PaymentProvider> {
    Watched::new(harness).provider
}

/// A provider over this transport, with faults above it.
pub(super) fn faulty_over(
    harness: &Run<'_>,
    inner: impl HttpTransport,
    plan: FaultPlan,
) -> Arc<dyn PaymentProvider> {
    over(harness, FaultyTransport::new(inner, plan))
}

/// A provider whose transport injects faults.
pub(super) fn faulty(
    harness: &Run<'_>,
    plan: FaultPlan,
) -> (Arc<dyn PaymentProvider>, FaultyTransport) {
    let inner = given("the transport of an HTTP provider", harness.transport());
    let sent = Arc::default();
    let transport = FaultyTransport::new(Watch { inner, sent }, plan);
    let config = config(harness).with_transport(transport.clone());
    (harness.provider(config), transport)
}

/// A provider over this transport.
pub(super) fn over(harness: &Run<'_>, transport: impl HttpTransport) -> Arc<dyn PaymentProvider> {
    harness.provider(config(harness).with_transport(transport))
}

/// A provider over this transport that draws the same random numbers each time.
pub(super) fn over_seeded(
    harness: &Run<'_>,
    transport: impl HttpTransport,
    seed: u64,
) -> Arc<dyn PaymentProvider> {
    let config = config(harness).with_randomness(FixedRandomness(seed));
    harness.provider(config.with_transport(transport))
}

fn config(harness: &Run<'_>) -> ClientConfig {
    let retry = RetryPolicy {
        max_attempts: u32::try_from(MOST_ATTEMPTS).unwrap_or(u32::MAX),
        first_wait: Duration::ZERO,
        ..RetryPolicy::default()
    };
    // All providers of a run draw from one sequence: idempotency keys of different calls must differ.
    ClientConfig::new()
        .with_retry(retry)
        .with_randomness(harness.randomness())
}
