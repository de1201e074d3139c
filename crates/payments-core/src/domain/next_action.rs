//! What a payment waits for.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{CivilTime, Money, PayToken};

/// What has to happen before a payment can go on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextAction {
    /// Send the payer's browser to this page of the provider.
    RedirectPayer(#[serde(with = "url_text")] Url),
    /// The payer approves in the provider's app; or, at a till, chooses one of these accounts by
    /// name and enters their PIN.
    AskPayer {
        /// The payer's accounts. Only their names are serialized: fetch the payment again to pay
        /// with one.
        tokens: Vec<PayToken>,
    },
    /// Show this voucher to the payer, who pays it in cash.
    ShowVoucher(Voucher),
    /// The payer transfers the amount to this account.
    Transfer(TransferInstructions),
}

/// A voucher that is paid in cash at a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Voucher {
    /// What the payer names at the till.
    pub reference: String,
    /// The store or chain of stores.
    pub store: Option<String>,
    /// The bank account or agreement that the store pays into, each with its label.
    #[serde(default)]
    pub details: Vec<(String, String)>,
    /// What the payer pays, the fee of the store included, where it is known.
    pub amount: Option<Money>,
    /// The fee of the store, which the payer pays on top of the price.
    pub fee: Option<Money>,
    /// Until when it can be paid.
    pub expires_at: Option<CivilTime>,
}

impl Voucher {
    /// A voucher with what every provider gives.
    pub fn new(reference: impl Into<String>) -> Self {
        Self {
            reference: reference.into(),
            store: None,
            details: Vec::new(),
            amount: None,
            fee: None,
            expires_at: None,
        }
    }
}

/// Where a payer transfers money to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransferInstructions {
    /// The account: a CLABE in Mexico.
    pub account: String,
    /// The amount to transfer.
    pub amount: Option<Money>,
    /// The text that the payer gives with the transfer.
    pub concept: Option<String>,
    /// Until when the account accepts the transfer.
    pub expires_at: Option<CivilTime>,
}

impl TransferInstructions {
    /// A transfer to this account.
    pub fn new(account: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            amount: None,
            concept: None,
            expires_at: None,
        }
    }
}

impl NextAction {
    /// The page to send the payer to.
    pub fn redirect_url(&self) -> Option<&Url> {
        match self {
            Self::RedirectPayer(url) => Some(url),
            Self::AskPayer { .. } | Self::ShowVoucher(_) | Self::Transfer(_) => None,
        }
    }

    /// The voucher to show.
    pub fn voucher(&self) -> Option<&Voucher> {
        match self {
            Self::ShowVoucher(voucher) => Some(voucher),
            Self::RedirectPayer(_) | Self::AskPayer { .. } | Self::Transfer(_) => None,
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
            Self::ShowVoucher(voucher) => f.debug_tuple("ShowVoucher").field(voucher).finish(),
            Self::Transfer(instructions) => f.debug_tuple("Transfer").field(instructions).finish(),
        }
    }
}

mod url_text {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use url::Url;

    pub(super) fn serialize<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(url.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
