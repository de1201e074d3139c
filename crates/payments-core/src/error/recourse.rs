//! How to find out what an unknown outcome came to.

use std::fmt;

use crate::Operation;

/// The way to find out what became of a call whose answer was lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recourse {
    /// Call `operation` with `key`: an id, or the merchant's reference.
    Call {
        /// The call that looks it up.
        operation: Operation,
        /// What to look it up by.
        key: String,
    },
    /// No call can tell; this sentence says what a person can do.
    Manual(&'static str),
}

impl Recourse {
    /// Look it up with `operation` by `key`.
    pub fn call(operation: Operation, key: impl fmt::Display) -> Self {
        Self::Call {
            operation,
            key: key.to_string(),
        }
    }
}

impl fmt::Display for Recourse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { operation, key } => {
                write!(f, "find out first with {operation}({key:?})")
            }
            Self::Manual(advice) => f.write_str(advice),
        }
    }
}
