//! Why a payment was declined.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a bank, wallet or provider declined a payment, in terms that are the same for every
/// provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decline {
    /// The reason.
    pub reason: DeclineReason,
    /// Whether the same payment method may be tried again, later or with corrected data.
    pub retryable: bool,
}

/// The reason of a decline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeclineReason {
    /// The account does not hold enough money.
    InsufficientFunds,
    /// The card or voucher has expired.
    Expired,
    /// The card number is wrong.
    InvalidNumber,
    /// The security code or PIN is wrong.
    InvalidCode,
    /// A limit of amount or number of payments was reached.
    Limit,
    /// The payment was taken for fraud, or the card is reported lost or stolen.
    Fraud,
    /// The cardholder has to call the bank.
    CallBank,
    /// Another reason, or none that the provider states.
    Other,
}

impl Decline {
    /// A decline for a reason; whether it is retryable follows from the reason.
    pub const fn new(reason: DeclineReason) -> Self {
        let retryable = match reason {
            DeclineReason::InsufficientFunds
            | DeclineReason::InvalidCode
            | DeclineReason::Limit
            | DeclineReason::CallBank => true,
            DeclineReason::Expired
            | DeclineReason::InvalidNumber
            | DeclineReason::Fraud
            | DeclineReason::Other => false,
        };
        Self { reason, retryable }
    }

    /// Sets whether the same payment method may be tried again, where the provider says so.
    #[must_use]
    pub const fn with_retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self.reason {
            DeclineReason::InsufficientFunds => "insufficient funds",
            DeclineReason::Expired => "expired",
            DeclineReason::InvalidNumber => "invalid number",
            DeclineReason::InvalidCode => "invalid security code or PIN",
            DeclineReason::Limit => "a limit was reached",
            DeclineReason::Fraud => "suspected fraud",
            DeclineReason::CallBank => "the cardholder has to call the bank",
            DeclineReason::Other => "no reason stated",
        };
        let advice = if self.retryable {
            "the same payment method may be tried again"
        } else {
            "ask for another payment method"
        };
        write!(f, "{reason}; {advice}")
    }
}
