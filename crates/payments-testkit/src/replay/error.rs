//! Errors of a replay.

use std::fmt;

use payments_core::redact;
use payments_kit::http::HttpRequest;

use super::difference::Difference;

/// A request that differs from its fixture, or that comes after the last fixture. Its text has one
/// line per difference; values in it are redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    number: usize,
    fixture: Option<String>,
    differences: Vec<String>,
}

impl Mismatch {
    pub(super) fn new(number: usize, fixture: &str, differences: &[Difference]) -> Self {
        Self {
            number,
            fixture: Some(fixture.to_owned()),
            differences: differences.iter().map(Difference::to_string).collect(),
        }
    }

    pub(super) fn beyond_the_end(number: usize, request: &HttpRequest) -> Self {
        let asked = format!("{} {}", request.method(), request.url().path());
        Self {
            number,
            fixture: None,
            differences: vec![redact::text(&asked)],
        }
    }

    /// Which request of the replay it was, counted from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The fixture that was expected; `None` after the last one.
    pub fn fixture(&self) -> Option<&str> {
        self.fixture.as_deref()
    }

    /// The differences, one line each.
    pub fn differences(&self) -> &[String] {
        &self.differences
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fixture {
            Some(fixture) => write!(f, "request {} is not {fixture}:", self.number)?,
            None => write!(f, "request {} comes after the last fixture:", self.number)?,
        }
        // The dash keeps lines apart where they are folded into one.
        self.differences
            .iter()
            .try_for_each(|difference| write!(f, "\n- {difference}"))
    }
}

impl std::error::Error for Mismatch {}

/// The mismatches of a replay, and the fixtures left over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError {
    mismatches: Vec<Mismatch>,
    left_over: Vec<String>,
}

impl ReplayError {
    /// Returns `Ok` if there are neither mismatches nor fixtures left over.
    pub(super) fn check(mismatches: Vec<Mismatch>, left_over: Vec<String>) -> Result<(), Self> {
        if mismatches.is_empty() && left_over.is_empty() {
            return Ok(());
        }
        Err(Self {
            mismatches,
            left_over,
        })
    }

    /// The requests that matched no fixture.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// The fixtures that were not requested.
    pub fn left_over(&self) -> &[String] {
        &self.left_over
    }
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the requests differ from the fixtures")?;
        for mismatch in &self.mismatches {
            write!(f, "\n{mismatch}")?;
        }
        if !self.left_over.is_empty() {
            f.write_str("\nnever requested:")?;
        }
        self.left_over
            .iter()
            .try_for_each(|name| write!(f, "\n- {name}"))
    }
}

impl std::error::Error for ReplayError {}
