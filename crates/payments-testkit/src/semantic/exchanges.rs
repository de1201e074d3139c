//! Recorded exchanges of a call, replayed with one response replaced.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use payments_core::Operation;
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

use crate::SentRequest;

/// Records the exchanges that go through a transport, in memory. Clones share the recording.
///
/// Unlike a [`Recorder`](crate::Recorder) it keeps everything as it was sent, and saves nothing.
#[derive(Clone)]
pub struct Exchanges {
    inner: Arc<dyn HttpTransport>,
    recorded: Arc<Mutex<Vec<(HttpRequest, HttpResponse)>>>,
}

impl Exchanges {
    /// Records what goes through `inner`.
    pub fn new(inner: Arc<dyn HttpTransport>) -> Self {
        Self {
            inner,
            recorded: Arc::default(),
        }
    }

    /// The number of exchanges so far.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The operation and the response of each exchange.
    pub fn responses(&self) -> Vec<(Operation, HttpResponse)> {
        let recorded = self.lock();
        let response = |(request, response): &(HttpRequest, HttpResponse)| {
            (request.operation(), response.clone())
        };
        recorded.iter().map(response).collect()
    }

    /// A transport that replays the exchanges with another body in the response of this number,
    /// counted from 0.
    pub fn replaced(&self, number: usize, body: &[u8]) -> Replaced {
        let mut recorded = self.lock().clone();
        if let Some((_, response)) = recorded.get_mut(number) {
            *response = HttpResponse::new(
                response.status(),
                response.headers().clone(),
                SecretBytes::new(body.to_vec()),
            );
        }
        Replaced(Arc::new(Mutex::new(State {
            exchanges: recorded.into_iter().map(|pair| (pair, false)).collect(),
            moving: 0,
            unknown: Vec::new(),
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(HttpRequest, HttpResponse)>> {
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl HttpTransport for Exchanges {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let response = self.inner.send(request.clone()).await?;
        self.lock().push((request, response.clone()));
        Ok(response)
    }
}

impl fmt::Debug for Exchanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchanges")
            .field("recorded", &self.len())
            .finish_non_exhaustive()
    }
}

/// Replays recorded exchanges by request: the same request gets its response again. A request that
/// was not recorded gets no response. Clones share everything.
#[derive(Clone)]
pub struct Replaced(Arc<Mutex<State>>);

struct State {
    /// The exchanges, and whether each was used.
    exchanges: Vec<((HttpRequest, HttpResponse), bool)>,
    moving: usize,
    unknown: Vec<SentRequest>,
}

impl Replaced {
    /// How many recorded requests that move money were sent again.
    pub fn money_requests(&self) -> usize {
        self.lock().moving
    }

    /// The requests that were not recorded: a client sends one when a response leads it elsewhere.
    pub fn unknown_requests(&self) -> Vec<SentRequest> {
        self.lock().unknown.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether two requests ask for the same. An authorization may differ: it is renewed.
fn same(one: &HttpRequest, other: &HttpRequest) -> bool {
    one.method() == other.method()
        && one.url() == other.url()
        && one.query().expose() == other.query().expose()
        && one.body().expose() == other.body().expose()
}

#[async_trait]
impl HttpTransport for Replaced {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut state = self.lock();
        let mut matching: Vec<&mut ((HttpRequest, HttpResponse), bool)> = state
            .exchanges
            .iter_mut()
            .filter(|((recorded, _), _)| same(recorded, &request))
            .collect();
        let unused = matching.iter().position(|(_, used)| !used);
        let place = unused.unwrap_or_else(|| matching.len().saturating_sub(1));
        let found = matching.get_mut(place).map(|(exchange, used)| {
            *used = true;
            exchange.1.clone()
        });
        match found {
            Some(response) => {
                state.moving += usize::from(request.operation().moves_money());
                Ok(response)
            }
            None => {
                state.unknown.push(SentRequest::new(request));
                Err(TransportError::new(
                    TransportFailure::Broken,
                    Delivery::Possible,
                ))
            }
        }
    }
}

impl fmt::Debug for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Replaced")
            .field("money_requests", &state.moving)
            .field("unknown_requests", &state.unknown.len())
            .finish_non_exhaustive()
    }
}
