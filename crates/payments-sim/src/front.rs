//! What every request passes before it reaches a simulated service: the log, and the faults.

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
use tokio::sync::watch;

use super::line::Line;
use super::log::RequestLog;
use super::{mpandco, pagofacil};
use payments_testkit::FaultInjector;
use payments_testkit::{Fault, FaultPlan, FaultReport};

/// The longest body of a request that is read. The services' own are far shorter.
const LONGEST_BODY: usize = 2 * 1024 * 1024;
const BLANKS: Bytes = Bytes::from_static(&[b' '; 64 * 1024]);

/// What stands before both services.
#[derive(Clone, Debug)]
pub(super) struct Front {
    pub(super) log: RequestLog,
    pub(super) faults: Faults,
    /// Closed when the simulator stops.
    pub(super) running: watch::Receiver<()>,
}

/// The faults that befall requests, if any do.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Arc<Mutex<Option<Arc<FaultInjector>>>>);

impl Faults {
    pub(super) fn set(&self, plan: Option<FaultPlan>) {
        *self.lock() = plan.map(|plan| Arc::new(FaultInjector::new(plan)));
    }

    pub(super) fn report(&self) -> Option<FaultReport> {
        self.lock().as_ref().map(|journal| journal.report())
    }

    pub(super) fn tell_if_panicking(&self) {
        if let Some(journal) = &*self.lock() {
            journal.tell_if_panicking();
        }
    }

    /// The request again, and what befalls it.
    async fn befalling(&self, request: Request) -> (Request, Option<Fault>) {
        // The lock is not held while the body comes.
        let Some(journal) = self.lock().clone() else {
            return (request, None);
        };
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LONGEST_BODY).await else {
            // Too long or broken off: no service would read it, and there is no telling what it is.
            return (Request::from_parts(parts, Body::empty()), None);
        };
        let befalling = journal.next(operations(&parts, &body));
        let request = Request::from_parts(parts, Body::from(body));
        (request, befalling.map(|befalling| befalling.fault()))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<FaultInjector>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The operations that a request may be part of, the likeliest first; none for what is no call of
/// a merchant's program, such as the page on which a payer approves.
fn operations(request: &Parts, body: &[u8]) -> &'static [&'static str] {
    match mpandco::operations(&request.method, request.uri.path()) {
        [] => pagofacil::operations(&request.uri, body),
        operations => operations,
    }
}

/// Answers a request, or lets a fault befall it. What got an answer is in the log.
pub(super) async fn answer(
    State(front): State<Front>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let logged = front.log.arrived(&request);
    let (request, fault) = front.faults.befalling(request).await;
    let answered = match fault {
        Some(fault) if !fault.reaches_the_service() => match fault.instead() {
            Some(answer) => answer.map(Body::from),
            None => return cut(&line),
        },
        _ => next.run(request).await,
    };
    front.log.answered(logged, answered.status(), fault);
    match fault {
        Some(fault) if fault.reaches_the_service() => front.spoil(fault, &line, answered).await,
        _ => answered,
    }
}

/// Breaks the connection. What is returned is never sent.
fn cut(line: &Line) -> Response {
    line.cut();
    Response::default()
}

impl Front {
    async fn spoil(mut self, fault: Fault, line: &Line, answer: Response) -> Response {
        if fault == Fault::BreakAfter {
            return cut(line);
        }
        if fault == Fault::Stall {
            self.stopped().await;
            return cut(line);
        }
        let (mut parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        if fault == Fault::Endless {
            parts.headers.remove(CONTENT_LENGTH);
            // Blanks, so that it stays well-formed: nothing but its length is wrong.
            let endless = stream::iter([body]).chain(stream::repeat(BLANKS));
            let until = Box::pin(async move { self.stopped().await });
            let sent = endless.take_until(until).map(Ok::<_, Infallible>);
            return (parts, Body::from_stream(sent)).into_response();
        }
        let spoiled = fault.spoil(parts, &body);
        if fault == Fault::Truncate {
            return truncated(spoiled, body.len());
        }
        spoiled.map(Body::from)
    }

    async fn stopped(&mut self) {
        while self.running.changed().await.is_ok() {}
    }
}

/// What there is of an answer that announces more.
fn truncated(answer: http::Response<Vec<u8>>, length: usize) -> Response {
    let (mut parts, start) = answer.into_parts();
    parts.headers.insert(CONTENT_LENGTH, length.into());
    let broken = stream::once(async {
        // What was written before is sent before the connection ends.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    let sent = stream::iter([Ok(start)]).chain(broken);
    (parts, Body::from_stream(sent)).into_response()
}
