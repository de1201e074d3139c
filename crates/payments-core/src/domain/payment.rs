//! Payments as providers report them.

use std::fmt;

use serde::{Serialize, Serializer};
use url::Url;

use super::{CivilTime, MaskedCard, MerchantReference, Money, PayToken, PayerId, PaymentId};

/// A payment as its provider reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    id: PaymentId,
    status: PaymentStatus,
    amount: Option<Money>,
    reference: Option<MerchantReference>,
    description: Option<String>,
    payer: Option<PayerId>,
    receipt: Option<String>,
    created_at: Option<CivilTime>,
    next_action: Option<NextAction>,
    card: Option<MaskedCard>,
    message: Option<String>,
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
            reference: None,
            description: None,
            payer: None,
            receipt: None,
            created_at: None,
            next_action: None,
            card: None,
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

    /// Sets the provider's words about it, scrubbed.
    #[must_use]
    pub fn with_message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }

    /// Sets what was odd about the answer although it could be read.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }

    /// The provider's identifier.
    pub fn id(&self) -> &PaymentId {
        &self.id
    }

    /// Where the payment stands.
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

    /// What may be shown of the card that was charged.
    pub fn card(&self) -> Option<&MaskedCard> {
        self.card.as_ref()
    }

    /// The provider's words about it, scrubbed.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// What was odd about the answer although it could be read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What has to happen before the payment can go on.
    pub fn next_action(&self) -> Option<&NextAction> {
        self.next_action.as_ref()
    }
}

/// Where a payment stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PaymentStatus {
    /// It waits for its payer.
    AwaitingApproval,
    /// The payer approved; nothing has moved until it is confirmed.
    Approved,
    /// The money moved.
    Paid,
    /// The payer or the merchant gave it up before money moved.
    Cancelled,
    /// It had been paid, and the money went back.
    Voided,
    /// The provider or the bank refused it.
    Declined,
    /// A status of the provider that this version does not know, in its own words. It is neither
    /// a success nor a failure.
    Other(String),
}

impl PaymentStatus {
    /// Whether the merchant has the money. Only a known success counts.
    pub fn is_paid(&self) -> bool {
        *self == Self::Paid
    }
}

/// What a payment waits for.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextAction {
    /// Send the payer's browser to this page of the provider.
    RedirectPayer(#[serde(serialize_with = "url_text")] Url),
    /// The payer approves in the provider's app; or, at a till, chooses one of these accounts by
    /// name and gives their PIN.
    AskPayer {
        /// The payer's accounts.
        tokens: Vec<PayToken>,
    },
}

impl NextAction {
    /// The page to send the payer to.
    pub fn redirect_url(&self) -> Option<&Url> {
        match self {
            Self::RedirectPayer(url) => Some(url),
            Self::AskPayer { .. } => None,
        }
    }
}

impl fmt::Debug for NextAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RedirectPayer(url) => write!(f, "RedirectPayer({:?})", url.as_str()),
            Self::AskPayer { tokens } => {
                f.debug_struct("AskPayer").field("tokens", tokens).finish()
            }
        }
    }
}

fn url_text<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(url.as_str())
}
