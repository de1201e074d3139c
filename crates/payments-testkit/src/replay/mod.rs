//! Fixtures as a transport: every request must be the recorded one.

mod difference;
mod error;
mod form;
mod json;
mod matching;
mod script;

pub use error::{Mismatch, ReplayError};

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, TransportError};

use crate::{Fixture, FixtureError, SentRequest};
use script::Script;

/// A transport that expects the requests of fixtures, in order, and returns their responses.
///
/// A request must be its fixture's in method, path, query, body, and in the headers that the
/// fixture names. The path is compared below the base URL, forms and queries as ordered pairs,
/// JSON as values, an authorization by its kind, and everything else byte by byte. A placeholder
/// such as `[client_secret]` matches any non-empty value. Any other request fails without being
/// sent, and the cause of that failure says what differed.
///
/// Clones share everything. Call [`finish`](Self::finish) at the end of a test; where a
/// mismatch or a left-over fixture was never reported, dropping the last clone panics.
///
/// ```
/// use payments_kit::http::ClientConfig;
/// use payments_testkit::Replay;
///
/// let replay = Replay::of(&["pagofacil/register_subscription/registered_json_rpc"])?;
/// let config = ClientConfig::new().with_transport(replay.clone());
/// // Build a provider with the config and call it. This example makes no call.
/// assert!(replay.finish().is_err());
/// # Ok::<(), payments_testkit::FixtureError>(())
/// ```
#[derive(Clone)]
pub struct Replay(Arc<Shared>);

struct Shared(Mutex<Script>);

impl Replay {
    /// Expects the requests of the fixtures with these names.
    ///
    /// # Errors
    ///
    /// [`FixtureError`] when one cannot be loaded.
    pub fn of(names: &[&str]) -> Result<Self, FixtureError> {
        let fixtures: Result<_, _> = names.iter().map(|name| Fixture::load(name)).collect();
        Ok(Self::new(fixtures?))
    }

    /// Expects the requests of these fixtures.
    pub fn new(fixtures: Vec<Fixture>) -> Self {
        Self(Arc::new(Shared(Mutex::new(Script::new(fixtures)))))
    }

    /// Accepts any value at this place, or none: `query id`, `header x-shop`, `body data.ip`, as the
    /// differences of a mismatch name it. So a fixture serves an order of your own.
    #[must_use]
    pub fn accepting_any(self, place: &str) -> Self {
        self.0.lock().accept_any(place);
        self
    }

    /// Every request so far, the mismatched ones too.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.0.lock().sent().to_vec()
    }

    /// Checks that every fixture was requested, and nothing else.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] lists the requests that matched no fixture, and the fixtures left over.
    pub fn finish(self) -> Result<(), ReplayError> {
        self.0.lock().report()
    }
}

#[async_trait]
impl HttpTransport for Replay {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.0.lock().response(&request)
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.0.lock();
        f.debug_struct("Replay")
            .field("sent", &script.sent().len())
            .field("left", &script.left())
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    #[expect(
        clippy::panic,
        reason = "a test that forgets finish() must not pass, and a destructor cannot return an error"
    )]
    fn drop(&mut self) {
        let verdict = self.lock().unreported();
        if let Err(error) = verdict
            && !std::thread::panicking()
        {
            panic!("{error}");
        }
    }
}

#[cfg(test)]
mod tests;
