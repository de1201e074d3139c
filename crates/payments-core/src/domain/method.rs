//! How a payment is paid.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{Card, Customer, Personal};

/// How a payment is paid.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum PaymentMethod {
    /// On the provider's page, where the payer chooses.
    #[default]
    ProviderPage,
    /// With a card, charged at once.
    Card {
        /// The card.
        card: Card,
        /// The cardholder.
        customer: Box<Customer>,
    },
    /// With a card that the provider stored, charged at once.
    CardToken {
        /// The token.
        token: CardToken,
        /// The cardholder, where the provider asks for them again.
        customer: Option<Box<Customer>>,
    },
    /// In cash, with a voucher at a store.
    Cash {
        /// The provider's code of the store; the payer chooses where absent.
        store: Option<String>,
        /// Who pays: a provider sends them the voucher.
        customer: Box<Customer>,
    },
    /// With a bank transfer to an account that the provider gives.
    BankTransfer {
        /// Who pays.
        customer: Box<Customer>,
    },
    /// From a wallet, whose owner is billed directly.
    Wallet {
        /// The owner, by user name, phone number or identity document.
        recipient: Personal,
    },
}

/// A kind of payment method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MethodKind {
    /// [`PaymentMethod::ProviderPage`].
    ProviderPage,
    /// [`PaymentMethod::Card`].
    Card,
    /// [`PaymentMethod::CardToken`].
    CardToken,
    /// [`PaymentMethod::Cash`].
    Cash,
    /// [`PaymentMethod::BankTransfer`].
    BankTransfer,
    /// [`PaymentMethod::Wallet`].
    Wallet,
}

impl PaymentMethod {
    /// The kind of the method.
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::ProviderPage => MethodKind::ProviderPage,
            Self::Card { .. } => MethodKind::Card,
            Self::CardToken { .. } => MethodKind::CardToken,
            Self::Cash { .. } => MethodKind::Cash,
            Self::BankTransfer { .. } => MethodKind::BankTransfer,
            Self::Wallet { .. } => MethodKind::Wallet,
        }
    }

    /// Who pays, where the method says so.
    pub fn customer(&self) -> Option<&Customer> {
        match self {
            Self::Card { customer, .. }
            | Self::Cash { customer, .. }
            | Self::BankTransfer { customer }
            | Self::CardToken {
                customer: Some(customer),
                ..
            } => Some(customer),
            Self::ProviderPage | Self::CardToken { customer: None, .. } | Self::Wallet { .. } => {
                None
            }
        }
    }
}

impl fmt::Display for MethodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProviderPage => "the provider's page",
            Self::Card => "card",
            Self::CardToken => "stored card",
            Self::Cash => "cash voucher",
            Self::BankTransfer => "bank transfer",
            Self::Wallet => "wallet",
        })
    }
}

/// The token of a card that a provider stored. It charges the card, so nothing prints it.
#[derive(Clone)]
pub struct CardToken(SecretString);

impl CardToken {
    /// A token that the provider gave.
    pub fn new(token: impl Into<String>) -> Self {
        Self(SecretString::from(token.into()))
    }

    /// The token itself, for the wire and for the merchant's own encrypted storage.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for CardToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardToken([secret])")
    }
}

impl PartialEq for CardToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for CardToken {}

/// The merchant's name for one attempt at a call. Where the provider deduplicates by an idempotency
/// key, it is that key: calls with the same key take effect once.
///
/// It must be random, not derived from the reference: a reference may be tried again after a
/// decline, with another key.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttemptKey(String);

impl AttemptKey {
    /// A key. Whether a call can carry it is decided when the call is validated.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AttemptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_token_is_not_printed() {
        let method = PaymentMethod::CardToken {
            token: CardToken::new("token-canary"),
            customer: None,
        };
        assert!(!format!("{method:?} {method:#?}").contains("canary"));
        assert_eq!(method.kind(), MethodKind::CardToken);
    }
}
