//! The requests that a provider sends: where ids and idempotency keys go.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use payments_core::{
    Operation, PaymentId, PaymentProvider, RefundReference, RefundRequest, SubscriptionId,
};
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, TransportError};
use url::form_urlencoded;

use super::Run;
use super::support::{faulty_over, given, over, skipped, transport, working};
use crate::{Fault, FaultPlan};

/// Ids that change the path or the query of a URL where they are not escaped.
const HOSTILE: [&str; 10] = [
    "PLAIN-1/refunds",
    "../PLAIN-1",
    "..",
    ".",
    "PLAIN-1?a=b",
    "PLAIN-1&a=b",
    "PLAIN-1#a",
    "%2e%2e/PLAIN-1",
    "PLAIN-1%2frefunds",
    "PLAIN-1\\refunds",
];

const PLAIN: &str = "PLAIN-1";

/// An id stays in its place: a request about any id has the path and the parameters of a request
/// about a plain one, or is refused before it is sent.
pub async fn an_id_cannot_change_the_path(harness: &Run<'_>) {
    let Some(inner) = transport(harness) else {
        return;
    };
    let good = working(harness);
    let operations = [
        Operation::GET_PAYMENT,
        Operation::VOID_PAYMENT,
        Operation::REFUND_PAYMENT,
        Operation::GET_SUBSCRIPTION,
        Operation::CANCEL_SUBSCRIPTION,
    ];
    for operation in operations {
        if !good.capabilities().supports(operation) {
            skipped(operation.name(), &*good);
            continue;
        }
        let watch = Watch::new(Arc::clone(&inner));
        let provider = over(harness, watch.clone());
        call(&*provider, operation, PLAIN).await;
        let plain = watch.take();
        for id in HOSTILE {
            call(&*provider, operation, id).await;
            for (sent, plain) in watch.take().iter().zip(&plain) {
                assert_eq!(
                    shape(sent, id),
                    shape(plain, PLAIN),
                    "{operation} of {id:?} goes to {}",
                    sent.url().path()
                );
            }
        }
    }
}

async fn call(provider: &dyn PaymentProvider, operation: Operation, id: &str) {
    let payment = PaymentId::new(id);
    let subscription = SubscriptionId::new(id);
    let recurring = || given("recurring()", provider.recurring());
    // An unknown id fails; what matters is what is sent.
    match operation {
        Operation::GET_PAYMENT => drop(provider.get_payment(&payment).await),
        Operation::VOID_PAYMENT => drop(provider.void_payment(&payment).await),
        Operation::REFUND_PAYMENT => {
            let reference = match provider.capabilities().refund_reference() {
                RefundReference::PaymentId => id,
                _ => "REFUND-1",
            };
            let request = RefundRequest::full(payment, reference);
            drop(provider.refund_payment(&request).await);
        }
        Operation::GET_SUBSCRIPTION => drop(recurring().get_subscription(&subscription).await),
        _ => drop(recurring().cancel_subscription(&subscription).await),
    }
}

/// The segments of the path and the names of the parameters, with the id taken out.
fn shape(request: &HttpRequest, id: &str) -> (Vec<String>, Vec<String>) {
    let decoded = |segment: &str| {
        let segment = segment.replace('+', "%2B").replace('&', "%26");
        let pair = format!("={segment}");
        let pairs = form_urlencoded::parse(pair.as_bytes()).into_owned();
        pairs.map(|(_, value)| value).collect::<String>()
    };
    let named = |segment: &str| {
        let segment = decoded(segment);
        if segment == id {
            "{id}".to_owned()
        } else {
            segment
        }
    };
    let path = request.url().path().split('/').map(named).collect();
    let query = form_urlencoded::parse(request.query().expose()).into_owned();
    let query = query.map(|(name, _)| name).collect();
    (path, query)
}

/// An idempotency key is unique per call, the same in each attempt of it, and not the reference: a
/// reference may be used again after a decline. It holds for providers that send one.
pub async fn an_idempotency_key_belongs_to_one_call(harness: &Run<'_>) {
    let Some(inner) = transport(harness) else {
        return;
    };
    let watch = Watch::new(inner);
    let plan = FaultPlan::at(1, Fault::Refuse).on(Operation::CREATE_PAYMENT);
    // The fault is above the watch for the first attempt of the first call.
    let provider = faulty_over(harness, watch.clone(), plan);
    let mut keys = Vec::new();
    for reference in ["KEY-1", "KEY-2"] {
        let request = harness.payment_request(reference);
        provider.create_payment(&request).await.ok();
        let sent = watch.take();
        let sent = sent
            .iter()
            .filter(|sent| sent.operation() == Operation::CREATE_PAYMENT);
        let of_call: Vec<String> = sent.filter_map(key).collect();
        let Some(first) = of_call.first().cloned() else {
            return skipped("idempotency keys", &*provider);
        };
        assert!(
            of_call.iter().all(|key| *key == first),
            "the attempts of one call have different idempotency keys"
        );
        assert!(
            !first.contains(reference),
            "the idempotency key holds the reference {reference}"
        );
        keys.push(first);
    }
    keys.dedup();
    assert_eq!(keys.len(), 2, "two calls have the same idempotency key");
}

fn key(request: &HttpRequest) -> Option<String> {
    let mut headers = request.headers().iter();
    let (_, value) = headers.find(|(name, _)| name.as_str().contains("idempoten"))?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Keeps the requests that go through it.
#[derive(Clone, Debug)]
struct Watch {
    inner: Arc<dyn HttpTransport>,
    sent: Arc<Mutex<Vec<HttpRequest>>>,
}

impl Watch {
    fn new(inner: Arc<dyn HttpTransport>) -> Self {
        Self {
            inner,
            sent: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<HttpRequest>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The requests since the last call; those of operations that only prepare others left out.
    fn take(&self) -> Vec<HttpRequest> {
        let mut sent = std::mem::take(&mut *self.lock());
        sent.retain(|request| Operation::ALL.contains(&request.operation()));
        sent
    }
}

#[async_trait]
impl HttpTransport for Watch {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.lock().push(request.clone());
        self.inner.send(request).await
    }
}
