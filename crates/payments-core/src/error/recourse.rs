//! How to resolve an unknown outcome.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Operation;

/// How to resolve a call whose outcome is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    Manual(Cow<'static, str>),
}

impl Recourse {
    /// No call can tell; this sentence says what a person can do.
    pub const fn manual(advice: &'static str) -> Self {
        Self::Manual(Cow::Borrowed(advice))
    }

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
                write!(f, "look it up first with {operation}({key:?})")
            }
            Self::Manual(advice) => f.write_str(advice),
        }
    }
}
