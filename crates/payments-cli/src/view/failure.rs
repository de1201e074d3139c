//! Failures.

use schemars::JsonSchema;
use serde::Serialize;

use super::Decline;

/// A failure: what happened, to which call, whether money may have moved, and what to do.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Failure {
    /// The exit code of the command.
    pub(crate) exit_code: u8,
    /// What went wrong: `usage`, `io`, `journal`, `callback`, `interrupted`, or the kind of the provider's error, such as
    /// `declined`, `timeout` or `invalid_request`.
    pub(crate) kind: String,
    /// `not_sent`, `rejected`, or `unknown`: money may have moved if the call moves money.
    pub(crate) outcome: String,
    /// Whether the same command can be repeated without moving money twice.
    pub(crate) safe_to_repeat: bool,
    /// The whole text for a person.
    pub(crate) message: String,
    /// The provider.
    pub(crate) provider: Option<String>,
    /// The operation.
    pub(crate) operation: Option<String>,
    /// What happened in this case.
    pub(crate) detail: Option<String>,
    /// Why the payment was declined.
    pub(crate) decline: Option<Decline>,
    /// The provider's response.
    pub(crate) reply: Option<Reply>,
    /// Everything that is wrong with the request.
    pub(crate) violations: Vec<Violation>,
    /// The command that finds out, where money may have moved.
    pub(crate) find_out: Option<String>,
    /// What failed on the network: `dns`, `refused`, `tls`, `timeout`, `broken` or `other`; with
    /// `--verbose`.
    pub(crate) network: Option<String>,
    /// The causes, outermost first; with `--verbose`.
    pub(crate) causes: Vec<String>,
}

/// A response of a provider.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: Option<u16>,
    /// The provider's code.
    pub(crate) code: Option<String>,
    /// The provider's message.
    pub(crate) message: Option<String>,
}

/// One thing that is wrong with a request.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Violation {
    /// The path of the field in the SDK, such as `customer.email`.
    pub(crate) field: String,
    /// The option or member of the command that it comes from, such as `email`.
    pub(crate) input: String,
    /// What is wrong with it.
    pub(crate) message: String,
}
