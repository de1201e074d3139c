//! Errors of a recording, and the findings that prevent it from being saved.

use std::{fmt, io};

/// A recording that was not saved. No variant quotes what was recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// No exchange has a response.
    #[error("nothing was recorded")]
    Empty,
    /// Something secret is left. Name it with [`Recorder::with_secret`](super::Recorder::with_secret),
    /// or record with other data.
    #[error("the recording is not saved, for it holds{}", listed(.findings))]
    Unsafe {
        /// Everything that was found.
        findings: Vec<Finding>,
    },
    /// A provider, operation or case that no fixture can be called.
    #[error("{name:?} is not a fixture name: provider/operation/case, each in snake_case")]
    Name {
        /// The name.
        name: String,
    },
    /// A fixture of this name exists, and stays as it is.
    #[error("the fixture {name:?} exists already")]
    Exists {
        /// Its name.
        name: String,
    },
    /// A file or folder cannot be written.
    #[error("{place:?} cannot be written")]
    Unwritable {
        /// Its path below the folder of all fixtures.
        place: String,
        /// Why not.
        source: io::Error,
    },
}

fn listed(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| format!("\n  {finding}"))
        .collect()
}

/// Something secret that is left in a recording: in which exchange, where, and of which kind. It
/// never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    exchange: usize,
    place: String,
    kind: &'static str,
}

impl Finding {
    pub(super) fn new(exchange: usize, place: String, kind: &'static str) -> Self {
        Self {
            exchange,
            place,
            kind,
        }
    }

    /// The number of the exchange, from 1.
    pub fn exchange(&self) -> usize {
        self.exchange
    }

    /// The part and the place in it, such as `request body, data.card.pin`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What it could be, such as `a PIN`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exchange,
            place,
            kind,
        } = self;
        write!(f, "exchange {exchange}, {place}: {kind}")
    }
}
