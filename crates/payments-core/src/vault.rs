//! Stored cards: tokens in place of card numbers.

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{Card, CardToken, Customer, Error, MaskedCard, Operation, Result};

/// A card that a provider stored.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoredCard {
    /// The token that charges the card.
    pub token: CardToken,
    /// What may be shown of the card.
    pub card: MaskedCard,
    /// What the provider wants back when the card is deleted, where that is more than the token.
    pub deletion_key: Option<CardToken>,
}

impl StoredCard {
    /// A stored card.
    pub fn new(token: CardToken, card: MaskedCard) -> Self {
        Self {
            token,
            card,
            deletion_key: None,
        }
    }

    /// Sets what the provider wants back when the card is deleted.
    #[must_use]
    pub fn with_deletion_key(mut self, key: Option<CardToken>) -> Self {
        self.deletion_key = key;
        self
    }
}

/// Stores cards at the provider, so that the merchant does not have to.
#[async_trait]
pub trait CardVault: Provider {
    /// Stores a card.
    ///
    /// *Outcome*: moves no money. After [`Unknown`](crate::Outcome::Unknown) a card may be stored
    /// under a token that is not known; store it again.
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        let _ = (card, customer);
        Err(Error::unsupported(self.name(), Operation::STORE_CARD))
    }

    /// Deletes a stored card.
    ///
    /// *Outcome*: moves no money.
    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        let _ = card;
        Err(Error::unsupported(self.name(), Operation::DELETE_CARD))
    }
}
