//! What the command tells the shell.

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
    /// The provider answered that it did not do it.
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

    /// How a call ends that was to be recorded and is not. What became of the call is the more
    /// important where it is not well.
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
