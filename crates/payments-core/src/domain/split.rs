//! Sharing a payment between accounts.

use super::AmountInput;
use crate::violation::Violations;

/// A part of a payment that goes to another account when the payment is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    account: String,
    amount: AmountInput,
    description: Option<String>,
}

impl Split {
    /// Gives `amount` to `account`, which the provider must have authorized beforehand.
    pub fn new(account: impl Into<String>, amount: impl Into<AmountInput>) -> Self {
        Self {
            account: account.into(),
            amount: amount.into(),
            description: None,
        }
    }

    /// What the receiver reads.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// The account that receives it.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// How much it receives.
    pub fn amount(&self) -> &AmountInput {
        &self.amount
    }

    /// What the receiver reads.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Lists what is wrong with the split under the path `field`.
    pub fn check(&self, field: &str, violations: &mut Violations) {
        if self.account.trim().is_empty() {
            violations.push(format!("{field}.account"), "must not be empty");
        }
        self.amount.check(&format!("{field}.amount"), violations);
    }
}
