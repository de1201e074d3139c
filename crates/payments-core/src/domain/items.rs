//! The lines of an order.

use super::{AmountInput, Money};

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    name: String,
    price: AmountInput,
    quantity: u32,
    sku: Option<String>,
}

impl Item {
    /// A single item at its unit price.
    pub fn new(name: impl Into<String>, price: impl Into<AmountInput>) -> Self {
        Self {
            name: name.into(),
            price: price.into(),
            quantity: 1,
            sku: None,
        }
    }

    /// The quantity; 1 by default.
    #[must_use]
    pub fn with_quantity(mut self, quantity: u32) -> Self {
        self.quantity = quantity;
        self
    }

    /// The merchant's stock-keeping unit.
    #[must_use]
    pub fn with_sku(mut self, sku: impl Into<String>) -> Self {
        self.sku = Some(sku.into());
        self
    }

    /// The name shown to the payer.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The price of one.
    pub fn price(&self) -> &AmountInput {
        &self.price
    }

    /// How many.
    pub fn quantity(&self) -> u32 {
        self.quantity
    }

    /// The price of all of it, where the price is money and the product is held exactly.
    pub fn total(&self) -> Option<Money> {
        self.price.money().ok()?.checked_mul(self.quantity).ok()
    }

    /// The stock-keeping unit.
    pub fn sku(&self) -> Option<&str> {
        self.sku.as_deref()
    }
}
