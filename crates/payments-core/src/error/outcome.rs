//! Could money have moved?

use serde::{Deserialize, Serialize};

/// What a failed call may have done at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing of this call left the machine: it can be repeated.
    NotSent,
    /// The provider responded that it did not do it. Repeating it unchanged gives the same response.
    Rejected,
    /// It may have happened: the request was sent, and no response says whether it did. A call that
    /// moves money must not be repeated before it is [resolved](crate::resolve).
    Unknown,
}
