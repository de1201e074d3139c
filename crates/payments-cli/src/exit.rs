//! How a command ends: its exit code, and the failure that is printed.

use std::fmt;
use std::io;
use std::process::ExitCode;

use payments_core::{Error, ErrorKind, Outcome};

/// How a command ended. The number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Done = 0,
    Failed = 1,
    Invalid = 2,
    Rejected = 3,
    Unknown = 4,
    NotSent = 5,
    NotPrinted = 6,
    NotPaid = 7,
}

impl Ending {
    /// Every ending, in the order of the codes.
    pub(crate) const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Invalid,
        Self::Rejected,
        Self::Unknown,
        Self::NotSent,
        Self::NotPrinted,
        Self::NotPaid,
    ];

    /// Returns the exit code.
    pub(crate) fn code(self) -> u8 {
        self as u8
    }

    /// Returns what the exit code means.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => {
                "failed without moving money: a call that only reads got no usable response, or a \
                 file or the terminal failed"
            }
            Self::Invalid => "invalid command line, configuration or request: nothing was sent",
            Self::Rejected => {
                "rejected: the provider refused the call or the credentials, or the callback is \
                 not about the order; no money moved"
            }
            Self::Unknown => {
                "unknown: money may have moved. Do not repeat the call; the command that finds out \
                 is printed"
            }
            Self::NotSent => "not sent: the request is valid, but nothing of it left this machine",
            Self::NotPrinted => {
                "done, but the result could not be written to standard output, or the recording \
                 could not be saved"
            }
            Self::NotPaid => "not paid: settle-payment found the order unpaid",
        }
    }

    /// Returns how a failed call to a provider ends the command.
    pub(crate) fn of(error: &Error) -> Self {
        let moves_money = error.operation().moves_money();
        match (error.outcome(), error.kind()) {
            (Outcome::Unknown, _) if moves_money => Self::Unknown,
            (Outcome::Unknown, _) => Self::Failed,
            // One provider refuses the keys with the call, the other before it.
            (Outcome::Rejected, _) | (Outcome::NotSent, ErrorKind::Credentials) => Self::Rejected,
            (
                Outcome::NotSent,
                ErrorKind::InvalidRequest
                | ErrorKind::Configuration
                | ErrorKind::Unsupported
                | ErrorKind::ReferenceReused,
            ) => Self::Invalid,
            (Outcome::NotSent, _) => Self::NotSent,
        }
    }

    /// Returns the worse of two endings: an unknown outcome before a rejection before the rest.
    pub(crate) fn worse(self, other: Self) -> Self {
        let rank = |ending| match ending {
            Self::Done => 0,
            Self::NotPrinted => 1,
            Self::NotSent | Self::Invalid | Self::Failed | Self::NotPaid => 2,
            Self::Rejected => 3,
            Self::Unknown => 4,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending.code())
    }
}

/// Returns the table of exit codes.
pub(crate) fn table() -> String {
    let lines = Ending::ALL.map(|ending| {
        let meaning = fold(ending.meaning(), 75).join("\n     ");
        format!("  {}  {meaning}", ending.code())
    });
    format!("Exit codes:\n{}", lines.join("\n"))
}

/// Folds a text between words into lines of at most `width` characters.
pub(crate) fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A failure that ends a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A call to a provider failed, or its request was found invalid before it was sent.
    Payment {
        /// The error.
        error: payments_core::Error,
        /// The command that finds out, if the outcome is unknown and money may have moved.
        find_out: Option<String>,
    },
    /// A callback cannot be read, or it or its payment is not the order's.
    Mismatch(payments_core::Error),
    /// The command line or the configuration is invalid; nothing was sent.
    Usage(String),
    /// The database of the journal failed; nothing was sent.
    Journal(String),
    /// A terminal or a file failed.
    Io(io::Error),
    /// The operator ended the command while a call was in flight.
    Interrupted {
        /// The command that finds out.
        find_out: Option<String>,
    },
}

impl Failure {
    pub(crate) fn usage(reason: impl Into<String>) -> Self {
        Self::Usage(reason.into())
    }

    pub(crate) fn ending(&self) -> Ending {
        match self {
            Self::Payment { error, .. } => Ending::of(error),
            Self::Mismatch(_) => Ending::Rejected,
            Self::Usage(_) => Ending::Invalid,
            Self::Journal(_) | Self::Io(_) => Ending::Failed,
            Self::Interrupted { .. } => Ending::Unknown,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Payment { error, .. } | Self::Mismatch(error) => error.fmt(f),
            Self::Usage(reason) | Self::Journal(reason) => f.write_str(reason),
            Self::Io(error) => error.fmt(f),
            Self::Interrupted { .. } => f.write_str("interrupted while the call was in flight"),
        }
    }
}

impl From<payments_core::Error> for Failure {
    fn from(error: payments_core::Error) -> Self {
        Self::Payment {
            error,
            find_out: None,
        }
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

    fn ending(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Ending {
        let name = ProviderName::new("example");
        Ending::of(&Error::new(name, operation, kind, outcome))
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
            (ErrorKind::Credentials, Outcome::NotSent, Ending::Rejected),
            (ErrorKind::Credentials, Outcome::Rejected, Ending::Rejected),
            (ErrorKind::Declined, Outcome::Rejected, Ending::Rejected),
            (ErrorKind::Timeout, Outcome::Unknown, Ending::Unknown),
            (ErrorKind::Declined, Outcome::Unknown, Ending::Unknown),
            (ErrorKind::Credentials, Outcome::Unknown, Ending::Unknown),
        ] {
            let ended = ending(Operation::CREATE_PAYMENT, kind, outcome);
            assert_eq!(ended, expected, "{kind:?} {outcome:?}");
        }
    }

    #[test]
    fn a_read_never_leaves_the_outcome_of_money_unknown() {
        for operation in Operation::ALL {
            let ended = ending(*operation, ErrorKind::Timeout, Outcome::Unknown);
            let expected = match operation.moves_money() {
                true => Ending::Unknown,
                false => Ending::Failed,
            };
            assert_eq!(ended, expected, "{operation}");
        }
    }

    #[test]
    fn a_batch_ends_as_its_worst_row() {
        let worst = |endings: &[Ending]| endings.iter().copied().fold(Ending::Done, Ending::worse);
        assert_eq!(worst(&[]), Ending::Done);
        assert_eq!(worst(&[Ending::NotSent, Ending::Done]), Ending::NotSent);
        assert_eq!(
            worst(&[Ending::Rejected, Ending::NotSent]),
            Ending::Rejected
        );
        assert_eq!(worst(&[Ending::Unknown, Ending::Rejected]), Ending::Unknown);
    }

    #[test]
    fn the_codes_of_the_table_are_those_of_the_endings() {
        for (index, ending) in Ending::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(ending.code()), index);
            let table = table().split_whitespace().collect::<Vec<_>>().join(" ");
            let line = format!(" {index} {}", ending.meaning());
            assert!(table.contains(&line), "{line}");
        }
    }
}
