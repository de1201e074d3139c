//! Why a recording is not saved.

use std::io;

use super::Finding;

/// A recording that was not saved. No variant quotes what was recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// There is no exchange that was answered.
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
    #[error("{name:?} is no name of a fixture: provider/operation/case, each in snake_case")]
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
        /// Where it would stand below the folder of all fixtures.
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
