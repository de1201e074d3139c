//! What a test may look at. Nothing here comes near a card.

use rust_decimal::Decimal;
use time::PrimitiveDateTime;

use super::charge::Charge;
use super::ledger::Subscription;

/// A registered recurring charge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriptionView {
    /// The service's name for it, its `idRecurrente`.
    pub id: String,
    /// The merchant's name for it, its `idCliente`.
    pub reference: Option<String>,
    /// What is charged each time, in pesos.
    pub amount: Decimal,
    /// The day of the month on which it is charged.
    pub day: u8,
    /// The charges made so far, oldest first.
    pub charges: Vec<ChargeView>,
}

/// One charge of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeView {
    /// The service's name for it, its `transaccion`.
    pub transaction: String,
    /// What was or would have been charged, in pesos.
    pub amount: Decimal,
    /// The processor's authorization number; `None` when the charge was declined.
    pub authorization: Option<String>,
    /// When it was made, in Mexico City time.
    pub made_at: PrimitiveDateTime,
}

impl ChargeView {
    /// Whether the charge was approved.
    pub fn is_approved(&self) -> bool {
        self.authorization.is_some()
    }
}

impl From<&Subscription> for SubscriptionView {
    fn from(subscription: &Subscription) -> Self {
        let terms = &subscription.terms;
        Self {
            id: subscription.id.clone(),
            reference: terms.reference.clone(),
            amount: terms.amount,
            day: terms.day,
            charges: subscription.charges.iter().map(ChargeView::from).collect(),
        }
    }
}

impl From<&Charge> for ChargeView {
    fn from(charge: &Charge) -> Self {
        Self {
            transaction: charge.transaction.clone(),
            amount: charge.amount,
            authorization: charge.authorization.clone(),
            made_at: charge.moment.local(),
        }
    }
}
