//! Payouts: money sent from the merchant to bank accounts.

use serde::{Deserialize, Serialize};

use super::{AmountInput, MerchantReference, Money, PayoutId, Personal};
use crate::violation::Violations;

/// A payout to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutRequest {
    reference: MerchantReference,
    amount: AmountInput,
    name: Personal,
    document: Personal,
    account: Personal,
    phone: Option<Personal>,
    email: Option<Personal>,
    speed: PayoutSpeed,
}

/// How fast a payout travels, where the provider lets choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutSpeed {
    /// Between banks, within a day.
    #[default]
    Standard,
    /// At once, for another fee.
    Instant,
}

impl PayoutRequest {
    /// Sends `amount` to the bank account `account` of the person or company `name`, known to its
    /// country by the identity document `document`.
    pub fn new(
        reference: impl Into<MerchantReference>,
        amount: impl Into<AmountInput>,
        name: impl Into<Personal>,
        document: impl Into<Personal>,
        account: impl Into<Personal>,
    ) -> Self {
        Self {
            reference: reference.into(),
            amount: amount.into(),
            name: name.into(),
            document: document.into(),
            account: account.into(),
            phone: None,
            email: None,
            speed: PayoutSpeed::default(),
        }
    }

    /// The receiver's phone number.
    #[must_use]
    pub fn with_phone(mut self, phone: impl Into<Personal>) -> Self {
        self.phone = Some(phone.into());
        self
    }

    /// The receiver's e-mail address.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<Personal>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// How fast it is paid out; standard by default.
    #[must_use]
    pub fn with_speed(mut self, speed: PayoutSpeed) -> Self {
        self.speed = speed;
        self
    }

    /// The merchant's reference.
    pub fn reference(&self) -> &MerchantReference {
        &self.reference
    }

    /// The amount.
    pub fn amount(&self) -> &AmountInput {
        &self.amount
    }

    /// Who receives it.
    pub fn name(&self) -> &Personal {
        &self.name
    }

    /// The receiver's identity document.
    pub fn document(&self) -> &Personal {
        &self.document
    }

    /// The receiver's bank account.
    pub fn account(&self) -> &Personal {
        &self.account
    }

    /// The receiver's phone number.
    pub fn phone(&self) -> Option<&Personal> {
        self.phone.as_ref()
    }

    /// The receiver's e-mail address.
    pub fn email(&self) -> Option<&Personal> {
        self.email.as_ref()
    }

    /// How fast it travels.
    pub fn speed(&self) -> PayoutSpeed {
        self.speed
    }

    /// Lists what is wrong with the request for any provider, under the paths `reference`,
    /// `amount`, `name`, `document` and `account`.
    pub fn check(&self, violations: &mut Violations) {
        self.reference.check("reference", violations);
        self.amount.check("amount", violations);
        for (field, text) in [
            ("name", &self.name),
            ("document", &self.document),
            ("account", &self.account),
        ] {
            if text.expose().trim().is_empty() {
                violations.push(field, "must not be empty");
            }
        }
    }
}

/// A payout as its provider reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Payout {
    /// The provider's identifier.
    pub id: PayoutId,
    /// The status.
    pub status: PayoutStatus,
    /// The merchant's reference, if the provider reports it.
    #[serde(default)]
    pub reference: Option<MerchantReference>,
    /// The amount, if the provider reports it.
    #[serde(default)]
    pub amount: Option<Money>,
    /// What was unexpected in the response although it could be read, and what a person still has
    /// to do at the provider.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Payout {
    /// A payout with what every provider reports.
    pub fn new(id: PayoutId, status: PayoutStatus) -> Self {
        Self {
            id,
            status,
            reference: None,
            amount: None,
            warnings: Vec::new(),
        }
    }

    /// Sets the merchant's reference.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<MerchantReference>) -> Self {
        self.reference = reference;
        self
    }

    /// Sets the amount.
    #[must_use]
    pub fn with_amount(mut self, amount: Option<Money>) -> Self {
        self.amount = amount;
        self
    }

    /// Sets the warnings.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }
}

/// The status of a payout.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PayoutStatus {
    /// The provider registered it in a batch, which somebody still has to release there. No money
    /// has moved yet.
    Registered,
    /// The provider accepted it and will send it, or has sent it.
    Accepted,
    /// A status that this version does not know, in the provider's words.
    Other(String),
}
