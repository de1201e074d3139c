//! What the command tells the shell.

use std::fmt;
use std::io;
use std::process::ExitCode;

use payments_core::{Error, ErrorKind, Outcome};

/// How a command ended. The number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It did what it was asked to.
    Done = 0,
    /// Anything that is not one of the others.
    Failed = 1,
    /// The request or the configuration is invalid; nothing was sent.
    Invalid = 2,
    /// The provider rejected the call.
    Rejected = 3,
    /// It may have happened.
    Unknown = 4,
    /// Nothing was sent, though the request is good.
    NotSent = 5,
    /// It did what it was asked to, and no recording of it could be saved.
    NotRecorded = 6,
}

impl Ending {
    pub(crate) fn of(error: &Error) -> Self {
        match (error.outcome(), error.kind()) {
            (Outcome::Unknown, _) => Self::Unknown,
            (Outcome::Rejected, _) => Self::Rejected,
            (
                Outcome::NotSent,
                ErrorKind::InvalidRequest | ErrorKind::Configuration | ErrorKind::Unsupported,
            ) => Self::Invalid,
            (Outcome::NotSent, _) => Self::NotSent,
        }
    }

    /// Returns the ending of a call whose recording failed. An ending other than done is more
    /// important than the missing recording.
    pub(crate) fn without_recording(self) -> Self {
        match self {
            Self::Done => Self::NotRecorded,
            other => other,
        }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending as u8)
    }
}

/// A failure, and how it ends the command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The provider's, or one found before it was asked.
    Payment(payments_core::Error),
    /// The command line or the configuration is invalid; nothing was sent.
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

#[cfg(test)]
mod tests {
    use payments_core::{Operation, ProviderName};

    use super::*;

    fn ending(kind: ErrorKind, outcome: Outcome) -> Ending {
        let name = ProviderName::new("example");
        Ending::of(&Error::new(name, Operation::CREATE_PAYMENT, kind, outcome))
    }

    #[test]
    fn the_exit_code_says_whether_money_may_have_moved() {
        for (kind, outcome, expected) in [
            (ErrorKind::InvalidRequest, Outcome::NotSent, Ending::Invalid),
            (
                ErrorKind::InvalidRequest,
                Outcome::Rejected,
                Ending::Rejected,
            ),
            (ErrorKind::Configuration, Outcome::NotSent, Ending::Invalid),
            (ErrorKind::Unsupported, Outcome::NotSent, Ending::Invalid),
            (ErrorKind::Network, Outcome::NotSent, Ending::NotSent),
            (ErrorKind::Credentials, Outcome::NotSent, Ending::NotSent),
            (ErrorKind::Declined, Outcome::Rejected, Ending::Rejected),
            (ErrorKind::Timeout, Outcome::Unknown, Ending::Unknown),
            (ErrorKind::Declined, Outcome::Unknown, Ending::Unknown),
        ] {
            assert_eq!(ending(kind, outcome), expected, "{kind:?} {outcome:?}");
        }
    }
}
