//! Refunds: money returned to a payer.

use serde::{Deserialize, Serialize};

use super::{AmountInput, CivilTime, MerchantReference, Money, PaymentId, RefundId};
use crate::violation::Violations;

/// A refund to make.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RefundRequest {
    /// The payment to refund.
    pub payment: PaymentId,
    /// The merchant's reference of the refund, different from that of the payment: the only way to
    /// find a refund again whose response was lost.
    pub reference: MerchantReference,
    /// How much to refund; the rest of the payment where absent.
    pub amount: Option<AmountInput>,
}

impl RefundRequest {
    /// Refunds a payment in full.
    pub fn full(payment: impl Into<PaymentId>, reference: impl Into<MerchantReference>) -> Self {
        Self {
            payment: payment.into(),
            reference: reference.into(),
            amount: None,
        }
    }

    /// Refunds a part of a payment.
    pub fn partial(
        payment: impl Into<PaymentId>,
        reference: impl Into<MerchantReference>,
        amount: impl Into<AmountInput>,
    ) -> Self {
        Self {
            amount: Some(amount.into()),
            ..Self::full(payment, reference)
        }
    }

    /// Lists what is wrong with the request for any provider, under the paths `payment`,
    /// `reference` and `amount`.
    pub fn check(&self, violations: &mut Violations) {
        self.payment.check("payment", violations);
        self.reference.check("reference", violations);
        if let Some(amount) = &self.amount {
            amount.check("amount", violations);
        }
    }
}

/// A refund as its provider reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Refund {
    /// The provider's identifier.
    pub id: RefundId,
    /// The payment that it returns.
    pub payment: PaymentId,
    /// The status.
    pub status: RefundStatus,
    /// The merchant's reference, if the provider reports it.
    #[serde(default)]
    pub reference: Option<MerchantReference>,
    /// How much it returns, if the provider reports it.
    #[serde(default)]
    pub amount: Option<Money>,
    /// When the provider took it.
    #[serde(default)]
    pub created_at: Option<CivilTime>,
    /// What was unexpected in the response although it could be read.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Refund {
    /// A refund with what every provider reports.
    pub fn new(id: RefundId, payment: PaymentId, status: RefundStatus) -> Self {
        Self {
            id,
            payment,
            status,
            reference: None,
            amount: None,
            created_at: None,
            warnings: Vec::new(),
        }
    }

    /// Sets the merchant's reference.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<MerchantReference>) -> Self {
        self.reference = reference;
        self
    }

    /// Sets how much it returns.
    #[must_use]
    pub fn with_amount(mut self, amount: Option<Money>) -> Self {
        self.amount = amount;
        self
    }
}

/// The status of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefundStatus {
    /// The provider accepted it; the money is on its way.
    Processing,
    /// The money went back.
    Refunded,
    /// The provider or the bank refused it.
    Declined,
    /// A status that this version does not know, in the provider's words.
    Other(String),
}
