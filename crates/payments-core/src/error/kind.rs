//! What went wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What went wrong, apart from [whether money may have moved](super::Outcome).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is wrong; the violations say where. Either it was found out before anything
    /// was sent, or the provider said so.
    InvalidRequest,
    /// The provider cannot do this at all; its capabilities said so beforehand.
    Unsupported,
    /// The client was put together wrongly.
    Configuration,
    /// The provider does not accept the merchant's keys.
    Credentials,
    /// The keys are good but may not do this.
    Forbidden,
    /// The provider does not know what was asked for.
    NotFound,
    /// The bank, the wallet or the provider refused the payment.
    Declined,
    /// The provider refused the call.
    Refused,
    /// The provider says that an earlier call used the reference. This call did nothing, but the
    /// earlier one may have moved money.
    DuplicateReference,
    /// What the provider holds or reports is not what was requested or expected. The outcome says
    /// whether money may have moved all the same.
    Mismatch,
    /// Too many calls.
    RateLimited,
    /// The provider is down, or its gateway says so.
    Unavailable,
    /// The provider could not be reached, or the connection broke.
    Network,
    /// No response came in time.
    Timeout,
    /// The response cannot be read, or does not belong to this request.
    UnreadableResponse,
    /// A call with the same reference or id is in flight, in this process or in another one: the
    /// journal did not send this call. The outcome is that of the call in flight, which is unknown.
    InFlight,
    /// An earlier call with the same reference or id has an unknown outcome, which the journal has
    /// not resolved yet. It did not send this call.
    Pending,
    /// The journal holds a different request under the same reference, and did not send this call.
    ReferenceReused,
    /// The journal cannot be reached or written to, so the call was not sent.
    JournalUnavailable,
}

impl ErrorKind {
    /// What went wrong, in a few words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request is invalid",
            Self::Unsupported => "the provider cannot do this",
            Self::Configuration => "the client is configured wrongly",
            Self::Credentials => "the provider does not accept the credentials",
            Self::Forbidden => "the credentials do not allow this",
            Self::NotFound => "the provider does not have it",
            Self::Declined => "the payment was declined",
            Self::Refused => "the provider refused the call",
            Self::DuplicateReference => "the reference was used before",
            Self::Mismatch => "the response does not match the request",
            Self::RateLimited => "too many calls",
            Self::Unavailable => "the provider is unavailable",
            Self::Network => "the connection failed",
            Self::Timeout => "no response came in time",
            Self::UnreadableResponse => "the response cannot be read",
            Self::InFlight => "a call for the same payment is in flight",
            Self::Pending => "an earlier call for the same payment has an unknown outcome",
            Self::ReferenceReused => "the reference belongs to a different request",
            Self::JournalUnavailable => "the journal is unavailable",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}
