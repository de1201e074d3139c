//! Why a command did not do what it was asked to.

use std::fmt;
use std::io;

use crate::exit::Ending;

/// A failure, and how it ends the command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The provider's, or one found before it was asked.
    Payment(payments_core::Error),
    /// The command cannot be carried out as it stands; nothing was sent.
    Usage(String),
    /// The terminal or a file.
    Io(io::Error),
}

impl Failure {
    pub(crate) fn usage(reason: impl Into<String>) -> Self {
        Self::Usage(reason.into())
    }

    pub(crate) fn ending(&self) -> Ending {
        match self {
            Self::Payment(error) => Ending::of(error),
            Self::Usage(_) => Ending::Invalid,
            Self::Io(_) => Ending::Failed,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Payment(error) => error.fmt(f),
            Self::Usage(reason) => f.write_str(reason),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<payments_core::Error> for Failure {
    fn from(error: payments_core::Error) -> Self {
        Self::Payment(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
