//! Providers whose traffic the suite sees or breaks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use payments_core::PaymentProvider;
use payments_kit::http::{
    ClientConfig, HttpRequest, HttpResponse, HttpTransport, RetryPolicy, TransportError,
};

use super::Harness;
use super::expect::given;
use crate::{FaultPlan, FaultyTransport};

/// How often a call may be made at the most.
pub(super) const MOST_ATTEMPTS: u64 = 3;

/// Counts what goes through.
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
    pub(super) fn new(harness: &dyn Harness) -> Self {
        let sent = Arc::default();
        let config = match harness.transport() {
            Some(inner) => config().with_transport(Watch {
                inner,
                sent: Arc::clone(&sent),
            }),
            None => config(),
        };
        Self {
            provider: harness.provider(config),
            sent,
        }
    }

    /// How many requests were sent so far. Without HTTP it is none.
    pub(super) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

/// A provider whose traffic is as it should be.
pub(super) fn working(harness: &dyn Harness) -> Arc<dyn PaymentProvider> {
    Watched::new(harness).provider
}

/// A provider on whose way to the world faults happen.
pub(super) fn faulty(
    harness: &dyn Harness,
    plan: FaultPlan,
) -> (Arc<dyn PaymentProvider>, FaultyTransport) {
    let inner = given("the transport of an HTTP provider", harness.transport());
    let sent = Arc::default();
    let transport = FaultyTransport::new(Watch { inner, sent }, plan);
    let config = config().with_transport(transport.clone());
    (harness.provider(config), transport)
}

fn config() -> ClientConfig {
    let retry = RetryPolicy {
        max_attempts: u32::try_from(MOST_ATTEMPTS).unwrap_or(u32::MAX),
        first_wait: Duration::ZERO,
        ..RetryPolicy::default()
    };
    ClientConfig::new().with_retry(retry)
}
