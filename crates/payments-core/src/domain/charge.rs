//! Charges of a subscription.

use serde::{Deserialize, Serialize};

use super::{CivilTime, Money};

/// One charge of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Charge {
    /// The provider's transaction number.
    #[serde(default)]
    pub id: Option<String>,
    /// The outcome.
    pub outcome: ChargeOutcome,
    /// The amount.
    #[serde(default)]
    pub amount: Option<Money>,
    /// The bank's authorization number.
    #[serde(default)]
    pub authorization: Option<String>,
    /// When it was attempted.
    #[serde(default)]
    pub at: Option<CivilTime>,
    /// The provider's message, redacted.
    #[serde(default)]
    pub message: Option<String>,
}

impl Charge {
    /// A charge of which only the outcome is known.
    pub fn new(outcome: ChargeOutcome) -> Self {
        Self {
            id: None,
            outcome,
            amount: None,
            authorization: None,
            at: None,
            message: None,
        }
    }

    /// Sets the provider's transaction number.
    #[must_use]
    pub fn with_id(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }

    /// Sets the amount.
    #[must_use]
    pub fn with_amount(mut self, amount: Option<Money>) -> Self {
        self.amount = amount;
        self
    }

    /// Sets the bank's authorization number.
    #[must_use]
    pub fn with_authorization(mut self, authorization: Option<String>) -> Self {
        self.authorization = authorization;
        self
    }

    /// Sets when it was attempted.
    #[must_use]
    pub fn with_at(mut self, at: Option<CivilTime>) -> Self {
        self.at = at;
        self
    }

    /// Sets the provider's message, redacted.
    #[must_use]
    pub fn with_message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }
}

/// The outcome of a charge.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChargeOutcome {
    /// The money moved.
    Approved,
    /// The bank or the provider refused.
    Declined,
    /// An outcome that this version does not know, in the provider's words.
    Other(String),
}

/// The charge that a registration requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FirstCharge {
    /// None was requested.
    NotRequested,
    /// It was attempted, with this outcome.
    Made(Charge),
    /// It was requested, and the response says nothing about it: resolve it before charging again.
    Unknown,
}
