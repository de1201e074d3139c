//! Stored cards.

use std::collections::HashMap;
use std::sync::Arc;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::charge::Cardholder;

/// A stored card, without its number.
pub(crate) struct StoredCard {
    pub(crate) environment: Environment,
    pub(crate) holder: Arc<Cardholder>,
    /// What the service wants back when the card is deleted: 22 digits.
    pub(crate) authorization: String,
}

/// The stored cards by their tokens.
#[derive(Default)]
pub(crate) struct StoredCards {
    cards: HashMap<String, StoredCard>,
    stored: usize,
}

impl StoredCards {
    /// Stores a card, the same one as often as it is sent: what the service does is not published.
    pub(crate) fn add(&mut self, holder: Cardholder, environment: Environment) -> (String, &str) {
        self.stored += 1;
        let token = format!("PFTE{:04}S1I{:03}", self.stored, 1);
        let card = StoredCard {
            environment,
            holder: Arc::new(holder),
            authorization: format!("20260302{:014}", self.stored),
        };
        let card = self
            .cards
            .entry(token.clone())
            .insert_entry(card)
            .into_mut();
        (token, &card.authorization)
    }

    pub(crate) fn get(&self, token: &str, environment: Environment) -> Option<&StoredCard> {
        let card = self.cards.get(token);
        card.filter(|card| card.environment == environment)
    }

    pub(crate) fn remove(&mut self, token: &str) {
        self.cards.remove(token);
    }

    pub(crate) fn count(&self) -> usize {
        self.cards.len()
    }
}
