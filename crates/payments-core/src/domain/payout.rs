//! Payouts: money sent from the merchant to bank accounts.

use serde::Serialize;

use super::{AmountInput, MerchantReference, PayoutId, Personal};
use crate::error::Violations;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
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

    /// How fast it travels (standard unless told).
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
        violations.check_price("amount", &self.amount);
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payout {
    /// The provider's identifier.
    pub id: PayoutId,
    /// Where it stands.
    pub status: PayoutStatus,
    /// The merchant's reference, if the provider reports it.
    pub reference: Option<MerchantReference>,
}

/// Where a payout stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PayoutStatus {
    /// The provider took it and will send it, or has sent it.
    Accepted,
    /// A status that this version does not know, in the provider's own words.
    Other(String),
}
