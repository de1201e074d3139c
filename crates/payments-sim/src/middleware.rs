//! The middleware of both simulated services: the log of requests, and fault injection.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use payments_testkit::{Fault, FaultInjector, FaultPlan, FaultReport};
use tokio::sync::watch;

use super::listener::ConnectionHandle;
use super::log::RequestLog;
use super::php::request::PhpRequest;
use super::test_values::Effect;
use super::{mpandco, pagofacil};

/// The longest body of a request that is read. The services' own are far shorter.
const LONGEST_BODY: usize = 2 * 1024 * 1024;
const BLANKS: Bytes = Bytes::from_static(&[b' '; 64 * 1024]);

/// What every request passes before it reaches a service.
#[derive(Clone, Debug)]
pub(super) struct Middleware {
    pub(super) log: RequestLog,
    pub(super) faults: Faults,
    /// Closed when the simulator stops.
    pub(super) running: watch::Receiver<()>,
}

/// The faults to inject, if any.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Arc<Mutex<Option<Arc<FaultInjector>>>>);

impl Faults {
    pub(super) fn set(&self, plan: Option<FaultPlan>) {
        *self.lock() = plan.map(|plan| Arc::new(FaultInjector::new(plan)));
    }

    pub(super) fn report(&self) -> Option<FaultReport> {
        self.lock().as_ref().map(|injector| injector.report())
    }

    pub(super) fn report_if_panicking(&self) {
        if let Some(injector) = &*self.lock() {
            injector.report_if_panicking();
        }
    }

    /// Returns the request again, and its fault.
    async fn next(&self, request: Request) -> (Request, Option<Fault>) {
        // The lock is not held while the body is read.
        let Some(injector) = self.lock().clone() else {
            return (request, None);
        };
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
            // Too long or incomplete: no service would read it, and its operation is unknown.
            return (Request::from_parts(parts, Body::empty()), None);
        };
        let operations = operations(&parts, body.clone()).await;
        let fault = injector.next(operations).map(|injected| injected.fault());
        let mut request = Request::from_parts(parts, Body::from(body));
        if let Some(fault) = fault {
            request.extensions_mut().insert(fault);
        }
        (request, fault)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<FaultInjector>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The operations that a request may be part of, the most likely first; none for a request that no
/// merchant's program makes, such as one for the page on which a payer approves.
async fn operations(parts: &Parts, body: Bytes) -> &'static [&'static str] {
    match mpandco::operations(&parts.method, parts.uri.path()) {
        [] => pagofacil::operations(parts, &PhpRequest::read(parts, body).await),
        operations => operations,
    }
}

/// Lets a request reach its service, or injects a fault. What was responded to is in the log.
pub(super) async fn handle(
    State(middleware): State<Middleware>,
    ConnectInfo(connection): ConnectInfo<ConnectionHandle>,
    request: Request,
    next: Next,
) -> Response {
    let logged = middleware.log.arrived(&request);
    let (request, fault) = middleware.faults.next(request).await;
    let response = match fault {
        Some(fault) if !fault.reaches_the_service() => match fault.gateway_response() {
            Some(response) => response.map(Body::from),
            None => return reset(&connection),
        },
        _ => next.run(request).await,
    };
    let effect = response.extensions().get::<Effect>().copied();
    let fault = match effect {
        Some(Effect::Fault(effect)) => fault.or(Some(effect)),
        _ => fault,
    };
    middleware.log.responded(logged, response.status(), fault);
    if let Some(Effect::Delay(delay)) = effect {
        let stopped = middleware.clone().stopped();
        _ = tokio::time::timeout(delay, stopped).await;
    }
    match fault {
        Some(fault) if fault.reaches_the_service() => {
            middleware.inject(fault, &connection, response).await
        }
        _ => response,
    }
}

/// Breaks the connection. What is returned is never sent.
fn reset(connection: &ConnectionHandle) -> Response {
    connection.reset();
    Response::default()
}

impl Middleware {
    async fn inject(
        self,
        fault: Fault,
        connection: &ConnectionHandle,
        response: Response,
    ) -> Response {
        if fault == Fault::BreakAfter {
            return reset(connection);
        }
        if fault == Fault::Stall {
            self.stopped().await;
            return reset(connection);
        }
        let (mut parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        if fault == Fault::Endless {
            parts.headers.remove(CONTENT_LENGTH);
            // Blanks, so that it stays well-formed: only its length is wrong.
            let endless = stream::iter([body]).chain(stream::repeat(BLANKS));
            let until = Box::pin(async move { self.stopped().await });
            let sent = endless.take_until(until).map(Ok::<_, Infallible>);
            return (parts, Body::from_stream(sent)).into_response();
        }
        let response = fault.apply(parts, &body);
        if fault == Fault::Truncate {
            return truncated(response, body.len());
        }
        response.map(Body::from)
    }

    async fn stopped(mut self) {
        while self.running.changed().await.is_ok() {}
    }
}

/// The start of a response that announces more.
fn truncated(response: http::Response<Vec<u8>>, length: usize) -> Response {
    let (mut parts, start) = response.into_parts();
    parts.headers.insert(CONTENT_LENGTH, length.into());
    let broken = stream::once(async {
        // What was written before is sent before the connection ends.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    let sent = stream::iter([Ok(start)]).chain(broken);
    (parts, Body::from_stream(sent)).into_response()
}
