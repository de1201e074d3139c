//! The fixtures that are still expected, and the mismatches so far.

use std::collections::VecDeque;

use payments_kit::http::{Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure};

use super::error::{Mismatch, ReplayError};
use super::matching;
use crate::{Fixture, SentRequest};

pub(super) struct Script {
    left: VecDeque<Fixture>,
    sent: Vec<SentRequest>,
    mismatches: Vec<Mismatch>,
    reported: bool,
    lenient: Vec<String>,
}

impl Script {
    pub(super) fn new(fixtures: Vec<Fixture>) -> Self {
        Self {
            left: fixtures.into(),
            sent: Vec::new(),
            mismatches: Vec::new(),
            reported: false,
            lenient: Vec::new(),
        }
    }

    /// Accepts any value at this place, or none.
    pub(super) fn accept_any(&mut self, place: &str) {
        self.lenient.push(place.to_owned());
    }

    /// Returns the response to a request. After a mismatch the same fixture is expected next.
    pub(super) fn response(
        &mut self,
        request: &HttpRequest,
    ) -> Result<HttpResponse, TransportError> {
        self.sent.push(SentRequest::new(request.clone()));
        let number = self.sent.len();
        let mismatch = match self.left.pop_front() {
            None => Mismatch::beyond_the_end(number, request),
            Some(fixture) => {
                let mut differences = matching::differences(&fixture, request);
                let lenient = &self.lenient;
                differences.retain(|found| !lenient.iter().any(|place| found.is_at(place)));
                if differences.is_empty() {
                    return Ok(fixture.response());
                }
                let mismatch = Mismatch::new(number, fixture.name(), &differences);
                self.left.push_front(fixture);
                mismatch
            }
        };
        self.mismatches.push(mismatch.clone());
        self.reported = false;
        Err(
            TransportError::new(TransportFailure::Unsendable, Delivery::NotSent)
                .with_source(mismatch),
        )
    }

    pub(super) fn sent(&self) -> &[SentRequest] {
        &self.sent
    }

    pub(super) fn left(&self) -> usize {
        self.left.len()
    }

    /// The result, from now on reported to the test.
    pub(super) fn report(&mut self) -> Result<(), ReplayError> {
        self.reported = true;
        self.verdict()
    }

    /// The result, if it was not reported yet.
    pub(super) fn unreported(&self) -> Result<(), ReplayError> {
        if self.reported {
            return Ok(());
        }
        self.verdict()
    }

    fn verdict(&self) -> Result<(), ReplayError> {
        let left_over = self.left.iter().map(|fixture| fixture.name().to_owned());
        ReplayError::check(self.mismatches.clone(), left_over.collect())
    }
}
