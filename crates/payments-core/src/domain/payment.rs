//! Payments as providers report them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    CivilTime, Decline, MaskedCard, MerchantReference, Money, NextAction, PayerId, PaymentId,
};

/// A payment as its provider reports it.
/// A stored one is loaded by later versions too: unknown members are ignored, and absent ones take
/// their default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    id: PaymentId,
    status: PaymentStatus,
    #[serde(default)]
    amount: Option<Money>,
    #[serde(default)]
    refunded: Option<Money>,
    #[serde(default)]
    reference: Option<MerchantReference>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    payer: Option<PayerId>,
    #[serde(default)]
    receipt: Option<String>,
    #[serde(default)]
    created_at: Option<CivilTime>,
    #[serde(default)]
    expires_at: Option<CivilTime>,
    #[serde(default)]
    next_action: Option<NextAction>,
    #[serde(default)]
    card: Option<MaskedCard>,
    #[serde(default)]
    decline: Option<Decline>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
}

impl Payment {
    /// A payment with what every provider reports. The amount is absent where the provider sent one
    /// that cannot be read; the payment then has a warning.
    pub fn new(id: PaymentId, status: PaymentStatus, amount: impl Into<Option<Money>>) -> Self {
        Self {
            id,
            status,
            amount: amount.into(),
            refunded: None,
            reference: None,
            description: None,
            payer: None,
            receipt: None,
            created_at: None,
            expires_at: None,
            next_action: None,
            card: None,
            decline: None,
            message: None,
            warnings: Vec::new(),
        }
    }

    /// Sets the merchant's reference.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<MerchantReference>) -> Self {
        self.reference = reference;
        self
    }

    /// Sets the description.
    #[must_use]
    pub fn with_description(mut self, description: Option<String>) -> Self {
        self.description = description;
        self
    }

    /// Sets who approved it.
    #[must_use]
    pub fn with_payer(mut self, payer: Option<PayerId>) -> Self {
        self.payer = payer;
        self
    }

    /// Sets the provider's receipt number.
    #[must_use]
    pub fn with_receipt(mut self, receipt: Option<String>) -> Self {
        self.receipt = receipt;
        self
    }

    /// Sets when it was created.
    #[must_use]
    pub fn with_created_at(mut self, created_at: Option<CivilTime>) -> Self {
        self.created_at = created_at;
        self
    }

    /// Sets how much of it went back to the payer.
    #[must_use]
    pub fn with_refunded(mut self, refunded: Option<Money>) -> Self {
        self.refunded = refunded;
        self
    }

    /// Sets until when it can be approved or paid.
    #[must_use]
    pub fn with_expires_at(mut self, expires_at: Option<CivilTime>) -> Self {
        self.expires_at = expires_at;
        self
    }

    /// Sets why it was declined.
    #[must_use]
    pub fn with_decline(mut self, decline: Option<Decline>) -> Self {
        self.decline = decline;
        self
    }

    /// Sets what has to happen next.
    #[must_use]
    pub fn with_next_action(mut self, next_action: Option<NextAction>) -> Self {
        self.next_action = next_action;
        self
    }

    /// Sets what may be shown of the card that was charged.
    #[must_use]
    pub fn with_card(mut self, card: Option<MaskedCard>) -> Self {
        self.card = card;
        self
    }

    /// Sets the provider's words about it, redacted.
    #[must_use]
    pub fn with_message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }

    /// Sets what was unexpected in the response although it could be read.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }

    /// The provider's identifier.
    pub fn id(&self) -> &PaymentId {
        &self.id
    }

    /// The status.
    pub fn status(&self) -> &PaymentStatus {
        &self.status
    }

    /// The amount; absent where the provider sent one that cannot be read.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// The merchant's reference, if the provider reports it.
    pub fn reference(&self) -> Option<&MerchantReference> {
        self.reference.as_ref()
    }

    /// What the payer reads.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Who approved it.
    pub fn payer(&self) -> Option<&PayerId> {
        self.payer.as_ref()
    }

    /// The provider's receipt number, once money has moved.
    pub fn receipt(&self) -> Option<&str> {
        self.receipt.as_deref()
    }

    /// When the provider created it.
    pub fn created_at(&self) -> Option<CivilTime> {
        self.created_at
    }

    /// How much of it went back to the payer, if the provider reports it.
    pub fn refunded(&self) -> Option<Money> {
        self.refunded
    }

    /// Until when it can be approved or paid.
    pub fn expires_at(&self) -> Option<CivilTime> {
        self.expires_at
    }

    /// Why it was declined.
    pub fn decline(&self) -> Option<Decline> {
        self.decline
    }

    /// What may be shown of the card that was charged.
    pub fn card(&self) -> Option<&MaskedCard> {
        self.card.as_ref()
    }

    /// The provider's words about it, redacted.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What was unexpected in the response although it could be read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What has to happen before the payment can go on.
    pub fn next_action(&self) -> Option<&NextAction> {
        self.next_action.as_ref()
    }
}

/// The status of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentStatus {
    /// It waits for its payer to approve or pay it.
    AwaitingApproval,
    /// The payer approved; no money moves until it is confirmed.
    Approved,
    /// The payer paid, and the provider has not finished processing it.
    Processing,
    /// The money moved.
    Paid,
    /// The payer or the merchant cancelled it before money moved.
    Cancelled,
    /// It was not paid in time, and cannot be paid any more.
    Expired,
    /// It had been paid, and was cancelled in full.
    #[doc(alias = "annulled")]
    Voided,
    /// It had been paid, and the money went back in full.
    Refunded,
    /// It was paid, and a part of the money went back.
    PartiallyRefunded,
    /// It was paid, and the payer disputes it with their bank.
    #[doc(alias = "chargeback")]
    Disputed,
    /// The provider or the bank refused it.
    Declined,
    /// A status that this version does not know, in the provider's words. It is neither a success
    /// nor a failure.
    Other(String),
}

impl PaymentStatus {
    /// Whether the merchant has the money. Only a known success counts.
    pub fn is_paid(&self) -> bool {
        *self == Self::Paid
    }
}

impl fmt::Display for PaymentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AwaitingApproval => "awaiting approval",
            Self::Approved => "approved",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Voided => "voided",
            Self::Refunded => "refunded",
            Self::PartiallyRefunded => "partially refunded",
            Self::Disputed => "disputed",
            Self::Declined => "declined",
            Self::Other(words) => return write!(f, "unknown status {words:?}"),
        })
    }
}
