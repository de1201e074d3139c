//! The log of the requests that got a response.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::Request;
use http::{Method, StatusCode};
use time::OffsetDateTime;

use payments_testkit::Fault;
use payments_testkit::SimClock;

/// How many requests are remembered one by one.
pub(super) const REMEMBERED: usize = 100_000;

/// One request that the simulator responded to.
///
/// It holds nothing that could be secret: no query (card numbers and keys travel there), no
/// headers and no body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path, without its query.
    pub path: String,
    /// The status of the response of the service, or of a gateway before it. A
    /// [fault](Self::fault) may have kept it from the client.
    pub status: StatusCode,
    /// The fault that hit the request.
    pub fault: Option<Fault>,
    /// When the request arrived, by the simulator's clock.
    pub at: OffsetDateTime,
}

/// The shared list of requests, in the order of their responses.
#[derive(Clone, Debug)]
pub(crate) struct RequestLog {
    clock: SimClock,
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    latest: VecDeque<LoggedRequest>,
    counts: HashMap<Method, HashMap<String, usize>>,
}

/// A request without a response yet.
pub(crate) struct Arrived {
    method: Method,
    path: String,
    at: OffsetDateTime,
}

impl RequestLog {
    pub(crate) fn new(clock: SimClock) -> Self {
        Self {
            clock,
            entries: Arc::default(),
        }
    }

    pub(crate) fn arrived(&self, request: &Request) -> Arrived {
        Arrived {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            at: self.clock.now(),
        }
    }

    pub(crate) fn responded(&self, request: Arrived, status: StatusCode, fault: Option<Fault>) {
        let Arrived { method, path, at } = request;
        let mut entries = self.lock();
        entries.count(&method, &path);
        if entries.latest.len() == REMEMBERED {
            entries.latest.pop_front();
        }
        entries.latest.push_back(LoggedRequest {
            method,
            path,
            status,
            fault,
            at,
        });
    }

    pub(crate) fn latest(&self) -> Vec<LoggedRequest> {
        self.lock().latest.iter().cloned().collect()
    }

    pub(crate) fn count(&self, method: &str, path: &str) -> usize {
        let entries = self.lock();
        let paths = Method::from_bytes(method.as_bytes())
            .ok()
            .and_then(|method| entries.counts.get(&method));
        paths
            .and_then(|paths| paths.get(path))
            .copied()
            .unwrap_or(0)
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn count(&mut self, method: &Method, path: &str) {
        let paths = self.counts.entry(method.clone()).or_default();
        match paths.get_mut(path) {
            Some(count) => *count += 1,
            None => {
                paths.insert(path.to_owned(), 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn every_request_is_counted_and_the_oldest_are_forgotten() {
        let log = RequestLog::new(SimClock::default());
        for number in 0..REMEMBERED + 5 {
            let path = if number < 5 { "/old" } else { "/new" };
            let request = http::Request::post(path).body(Body::empty()).unwrap();
            log.responded(log.arrived(&request), StatusCode::OK, None);
        }
        let latest = log.latest();
        assert_eq!(latest.len(), REMEMBERED);
        assert!(latest.iter().all(|request| request.path == "/new"));
        assert_eq!(log.count("POST", "/old"), 5);
        assert_eq!(log.count("POST", "/new"), REMEMBERED);
        assert_eq!(log.count("GET", "/new"), 0);
        assert_eq!(log.count("no method", "/new"), 0);
    }
}
