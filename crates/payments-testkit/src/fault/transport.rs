//! A transport on which faults happen.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use payments_core::http::{HttpRequest, HttpResponse, HttpTransport, TransportError};

use super::FaultPlan;

/// Sends through another transport, with the faults of a plan. Clones count together.
///
/// ```
/// use payments_core::http::ClientConfig;
/// use payments_core::{Operation, Outcome, PaymentId, PaymentProvider};
/// use payments_testkit::{Fault, FaultPlan, FaultyTransport, Replay};
/// # use http::StatusCode;
/// # use payments_testkit::Canned;
///
/// # let transport = Canned::answering(StatusCode::OK, "application/json", "{}");
/// let plan = FaultPlan::always(Fault::BreakAfter).on(Operation::VOID_PAYMENT);
/// let config = ClientConfig::new().with_transport(FaultyTransport::new(transport, plan));
/// ```
#[derive(Clone)]
pub struct FaultyTransport {
    inner: Arc<dyn HttpTransport>,
    plan: FaultPlan,
    calls: Arc<AtomicU64>,
}

impl FaultyTransport {
    /// A transport that works but for the faults of `plan`.
    pub fn new(inner: impl HttpTransport, plan: FaultPlan) -> Self {
        Self {
            inner: Arc::new(inner),
            plan,
            calls: Arc::default(),
        }
    }

    /// How many calls the plan was about.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl HttpTransport for FaultyTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if !self.plan.covers(request.operation()) {
            return self.inner.send(request).await;
        }
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match self.plan.fault(call) {
            Some(fault) => fault.exchange(&*self.inner, request).await,
            None => self.inner.send(request).await,
        }
    }
}

impl fmt::Debug for FaultyTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultyTransport")
            .field("plan", &self.plan)
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}
