//! A transport on which faults occur.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use http::Response;
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

use super::injector::{FaultInjector, InjectedFault};
use super::{Fault, FaultPlan, FaultReport};

/// Sends through another transport, with the faults of a plan. Clones count together.
///
/// The source of an error that it causes names the call, the fault and the plan, a seed included.
/// Whatever a client makes of a changed response, [`faults`](Self::faults) returns which call it was;
/// when a panic drops the last clone, as at the end of a failed test, the same report goes to standard
/// error.
///
/// ```
/// use payments_kit::http::ClientConfig;
/// use payments_core::{Operation, Outcome, PaymentId, PaymentProvider};
/// use payments_testkit::{Fault, FaultPlan, FaultyTransport, Replay};
/// # use http::StatusCode;
/// # use payments_testkit::Canned;
///
/// # let transport = Canned::returning(StatusCode::OK, "application/json", "{}");
/// let plan = FaultPlan::always(Fault::BreakAfter).on(Operation::VOID_PAYMENT);
/// let config = ClientConfig::new().with_transport(FaultyTransport::new(transport, plan));
/// ```
#[derive(Clone)]
pub struct FaultyTransport {
    inner: Arc<dyn HttpTransport>,
    reporter: Arc<Reporter>,
}

/// Prints the report when it is dropped by a panic.
struct Reporter(FaultInjector);

impl Drop for Reporter {
    fn drop(&mut self) {
        self.0.report_if_panicking();
    }
}

impl FaultyTransport {
    /// A transport that works but for the faults of `plan`.
    pub fn new(inner: impl HttpTransport, plan: FaultPlan) -> Self {
        Self {
            inner: Arc::new(inner),
            reporter: Arc::new(Reporter(FaultInjector::new(plan))),
        }
    }

    /// How many calls the plan covered.
    pub fn calls(&self) -> u64 {
        self.faults().calls()
    }

    /// The result of the plan so far.
    pub fn faults(&self) -> FaultReport {
        self.reporter.0.report()
    }

    async fn fail(
        &self,
        injected: InjectedFault,
        request: HttpRequest,
    ) -> Result<HttpResponse, TransportError> {
        let fault = injected.fault();
        let failed =
            |failure, delivery| Err(TransportError::new(failure, delivery).with_source(injected));
        if fault == Fault::Refuse {
            return failed(TransportFailure::Connect, Delivery::NotSent);
        }
        if !fault.reaches_the_service() {
            return match fault.gateway_response() {
                Some(response) => Ok(received(response)),
                None => failed(TransportFailure::Broken, Delivery::Possible),
            };
        }
        let response = self.inner.send(request).await?;
        match fault {
            Fault::BreakAfter => failed(TransportFailure::Broken, Delivery::Possible),
            Fault::Stall => failed(TransportFailure::Timeout, Delivery::Possible),
            Fault::Endless => failed(TransportFailure::TooLarge, Delivery::Possible),
            _ => {
                let mut parts = Response::new(()).into_parts().0;
                parts.status = response.status();
                parts.headers = response.headers().clone();
                Ok(received(fault.apply(parts, response.body())))
            }
        }
    }
}

fn received(response: Response<Vec<u8>>) -> HttpResponse {
    let (parts, body) = response.into_parts();
    HttpResponse::new(parts.status, parts.headers, SecretBytes::new(body))
}

#[async_trait]
impl HttpTransport for FaultyTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        match self.reporter.0.next(&[request.operation().name()]) {
            Some(injected) => self.fail(injected, request).await,
            None => self.inner.send(request).await,
        }
    }
}

impl fmt::Debug for FaultyTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultyTransport")
            .field("faults", &self.faults())
            .finish_non_exhaustive()
    }
}
