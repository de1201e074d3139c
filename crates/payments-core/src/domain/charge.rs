//! Charges of a subscription.

use serde::Serialize;

use super::{CivilTime, Money};

/// One charge of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// The provider's transaction number.
    pub id: Option<String>,
    /// What became of it.
    pub outcome: ChargeOutcome,
    /// How much it was about.
    pub amount: Option<Money>,
    /// The bank's authorization number.
    pub authorization: Option<String>,
    /// When it was tried.
    pub at: Option<CivilTime>,
    /// The provider's words, scrubbed.
    pub message: Option<String>,
}

/// What became of a charge.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChargeOutcome {
    /// The money moved.
    Approved,
    /// The bank or the provider refused.
    Declined,
    /// The provider's answer does not tell, in its own words.
    Other(String),
}

/// The charge that a registration asked for at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstCharge {
    /// None was asked for.
    NotRequested,
    /// It was tried, with this outcome.
    Made(Charge),
    /// It was asked for, and the answer says nothing about it: find out before charging again.
    Unknown,
}
