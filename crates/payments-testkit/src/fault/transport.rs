//! A transport on which faults happen.

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
/// The cause of an error that it makes names the call, the fault and the plan, a seed included.
/// Whatever a client makes of a spoiled answer, [`faults`](Self::faults) tells which call it was;
/// and when the last clone is dropped by a panic, as at the end of a failed test, the same report
/// goes to standard error.
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
    told: Arc<Told>,
}

/// Tells on its end what happened, when it ends in a panic.
struct Told(FaultInjector);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.tell_if_panicking();
    }
}

impl FaultyTransport {
    /// A transport that works but for the faults of `plan`.
    pub fn new(inner: impl HttpTransport, plan: FaultPlan) -> Self {
        Self {
            inner: Arc::new(inner),
            told: Arc::new(Told(FaultInjector::new(plan))),
        }
    }

    /// How many calls the plan was about.
    pub fn calls(&self) -> u64 {
        self.faults().calls()
    }

    /// What came of the plan so far.
    pub fn faults(&self) -> FaultReport {
        self.told.0.report()
    }

    async fn fail(
        &self,
        befalling: InjectedFault,
        request: HttpRequest,
    ) -> Result<HttpResponse, TransportError> {
        let fault = befalling.fault();
        let failed =
            |failure, delivery| Err(TransportError::new(failure, delivery).with_source(befalling));
        if fault == Fault::Refuse {
            return failed(TransportFailure::Connect, Delivery::NotSent);
        }
        if !fault.reaches_the_service() {
            return match fault.instead() {
                Some(answer) => Ok(received(answer)),
                None => failed(TransportFailure::Broken, Delivery::Possible),
            };
        }
        let answer = self.inner.send(request).await?;
        match fault {
            Fault::BreakAfter => failed(TransportFailure::Broken, Delivery::Possible),
            Fault::Stall => failed(TransportFailure::Timeout, Delivery::Possible),
            Fault::Endless => failed(TransportFailure::TooLarge, Delivery::Possible),
            _ => {
                let mut parts = Response::new(()).into_parts().0;
                parts.status = answer.status();
                parts.headers = answer.headers().clone();
                Ok(received(fault.spoil(parts, answer.body())))
            }
        }
    }
}

fn received(answer: Response<Vec<u8>>) -> HttpResponse {
    let (parts, body) = answer.into_parts();
    HttpResponse::new(parts.status, parts.headers, SecretBytes::new(body))
}

#[async_trait]
impl HttpTransport for FaultyTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        match self.told.0.next(&[request.operation().name()]) {
            Some(befalling) => self.fail(befalling, request).await,
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
