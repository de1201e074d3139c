//! Records exchanges with a live service as fixtures, without the secrets in them.

mod check;
mod digits;
mod error;
mod exchange;
mod files;
mod meaning;
mod personal;
mod scan;
mod scrub;

#[cfg(test)]
mod tests;

pub use error::{Finding, RecordError};

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use payments_kit::http::{BaseUrl, HttpRequest, HttpResponse, HttpTransport, TransportError};
use time::Date;

use crate::fixture::is_name;
use exchange::Exchange;
use scrub::Scrubber;

/// Sends through another transport, and keeps requests and responses. Clones share the recording.
///
/// [`save`](Self::save) writes the exchanges as fixtures without what is secret or personal in them:
/// bearer tokens; the values of fields whose names say that they hold keys, cards, PINs, or the name,
/// address, document, account or IP address of a person; e-mail addresses and phone numbers anywhere;
/// and every value passed to [`with_secret`](Self::with_secret). The same value becomes the same
/// placeholder or the same invented value everywhere. Of headers that differ from call to call, such
/// as `Idempotency-Key` and `Date`, a placeholder is kept. [`Replay`](crate::Replay) then serves a
/// client that sends the same requests: a placeholder matches any value, and of e-mail addresses and
/// phone numbers the client must send the invented ones.
///
/// ```
/// use http::StatusCode;
/// use payments_kit::http::ClientConfig;
/// use payments_testkit::{Canned, RecordError, Recorder};
/// use time::macros::date;
///
/// # let live = Canned::returning(StatusCode::OK, "application/json", "{}");
/// let recorder = Recorder::new(live, date!(2026 - 03 - 01)).with_person("Luz Marina Rojas");
/// let config = ClientConfig::new().with_transport(recorder.clone());
/// // Build a provider with the config and call it. This example makes no call.
/// # let folder = std::path::Path::new("nowhere");
/// let saved = recorder.save(folder, "mpandco", "paid");
/// assert!(matches!(saved, Err(RecordError::Empty)));
/// ```
#[derive(Clone)]
pub struct Recorder {
    inner: Arc<dyn HttpTransport>,
    on: Date,
    base: String,
    scrubber: Scrubber,
    exchanges: Arc<Mutex<Vec<(HttpRequest, HttpResponse)>>>,
}

impl Recorder {
    /// Records what goes through `inner`; today is `on`.
    pub fn new(inner: impl HttpTransport, on: Date) -> Self {
        Self {
            inner: Arc::new(inner),
            on,
            base: "/".to_owned(),
            scrubber: Scrubber::default(),
            exchanges: Arc::default(),
        }
    }

    /// Where the provider's paths begin, if not at the root of its host: fixtures hold the paths
    /// below it.
    #[must_use]
    pub fn with_base(mut self, base: &BaseUrl) -> Self {
        self.base = base.join("").path().to_owned();
        self
    }

    /// A value that must not be saved, and what is written in its place. A
    /// [`Replay`](crate::Replay) takes any value for a placeholder in brackets, such as
    /// `[account]`.
    #[must_use]
    pub fn with_secret(mut self, value: &str, placeholder: &str) -> Self {
        self.scrubber.add(value, placeholder.to_owned());
        self
    }

    /// The name of a person, in whose place an invented one is written.
    #[must_use]
    pub fn with_person(mut self, name: &str) -> Self {
        self.scrubber.add_person(name);
        self
    }

    /// Checks that [`save`](Self::save) will be able to write. Call it before anything is sent: a
    /// call that moved money cannot be repeated for the sake of a file. Creates the folder of the
    /// provider if necessary.
    ///
    /// # Errors
    ///
    /// [`RecordError::Name`], [`RecordError::Exists`] when the provider has a fixture of this case,
    /// for any operation, and [`RecordError::Unwritable`].
    pub fn check_place(folder: &Path, provider: &str, case: &str) -> Result<(), RecordError> {
        files::check(folder, provider, case)
    }

    /// How many exchanges there are to save. A request without a response does not count.
    pub fn recorded(&self) -> usize {
        self.lock().len()
    }

    /// Writes the exchanges below `folder`, each as `provider/operation/case`, and returns their
    /// names in order. Further exchanges of the same operation are named `case_2`, `case_3` and so
    /// on. No fixture is overwritten.
    ///
    /// # Errors
    ///
    /// [`RecordError::Unsafe`] when anything is left that could be a card number, a security code,
    /// a token, a PIN, a credential, an e-mail address or a phone number; it lists all of them.
    /// Whatever the error is, no fixture is written.
    pub fn save(
        &self,
        folder: &Path,
        provider: &str,
        case: &str,
    ) -> Result<Vec<String>, RecordError> {
        let mut exchanges: Vec<Exchange> = self
            .lock()
            .iter()
            .map(|(request, response)| Exchange::new(request, response, &self.base))
            .collect();
        if exchanges.is_empty() {
            return Err(RecordError::Empty);
        }
        let names = names(&exchanges, provider, case)?;
        let mut scrubber = self.scrubber.clone();
        exchanges
            .iter()
            .for_each(|exchange| scrubber.learn(exchange));
        for part in exchanges
            .iter_mut()
            .flat_map(|exchange| &mut exchange.parts)
        {
            scrubber.scrub(part);
        }
        let findings = check::findings(&exchanges, &scrubber);
        if !findings.is_empty() {
            return Err(RecordError::Unsafe { findings });
        }
        let named: Vec<_> = names.iter().cloned().zip(exchanges).collect();
        files::write(folder, &named, self.on)?;
        Ok(names)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(HttpRequest, HttpResponse)>> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn names(exchanges: &[Exchange], provider: &str, case: &str) -> Result<Vec<String>, RecordError> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let name = |exchange: &Exchange| {
        let count = counts.entry(exchange.operation).or_default();
        *count += 1;
        let name = match count {
            1 => format!("{provider}/{}/{case}", exchange.operation),
            _ => format!("{provider}/{}/{case}_{count}", exchange.operation),
        };
        if is_name(&name) {
            Ok(name)
        } else {
            Err(RecordError::Name { name })
        }
    };
    exchanges.iter().map(name).collect()
}

#[async_trait]
impl HttpTransport for Recorder {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let response = self.inner.send(request.clone()).await?;
        self.lock().push((request, response.clone()));
        Ok(response)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder")
            .field("recorded", &self.recorded())
            .finish_non_exhaustive()
    }
}
