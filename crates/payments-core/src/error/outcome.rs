//! Could money have moved?

use serde::Serialize;

/// What a failed call may have done at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing of this call left the machine: it can be repeated.
    NotSent,
    /// The provider answered that it did not do it. Repeating it unchanged gives the same answer.
    Rejected,
    /// It may have happened: the request went out, and no answer says what became of it. A call
    /// that moves money must not be repeated before that is [known](crate::resolve).
    Unknown,
}
