//! What a test may look at. Nothing here comes near a card.

use payments_core::Currency;
use rust_decimal::Decimal;
use time::PrimitiveDateTime;

use super::charge::Charge;
use super::ledger::{Ledger, Subscription};

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
    /// Whether it will be charged; `false` once it is cancelled.
    pub active: bool,
    /// The charges made so far, oldest first.
    pub charges: Vec<ChargeView>,
}

/// One charge, made or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeView {
    /// The service's name for it, its `transaccion`.
    pub transaction: String,
    /// What brought it about.
    pub kind: ChargeKind,
    /// The merchant's name for it: the `idCliente` of its subscription, or its `idPedido`.
    pub reference: Option<String>,
    /// The `idRecurrente` of its subscription; `None` for a one-time charge.
    pub subscription: Option<String>,
    /// What was or would have been charged.
    pub amount: Decimal,
    /// The currency of the amount.
    pub currency: Currency,
    /// The processor's authorization number; `None` when the charge was declined.
    pub authorization: Option<String>,
    /// When it was made, in Mexico City time.
    pub made_at: PrimitiveDateTime,
}

/// What brings a charge about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChargeKind {
    /// The registration of a subscription with `cargo=1`.
    Registration,
    /// The day of the month of a subscription.
    Monthly,
    /// A one-time charge.
    OneTime,
}

impl ChargeView {
    /// Whether the charge was approved.
    pub fn is_approved(&self) -> bool {
        self.authorization.is_some()
    }
}

impl SubscriptionView {
    pub(crate) fn of(subscription: &Subscription, ledger: &Ledger) -> Self {
        let terms = &subscription.terms;
        let charges = ledger.charges_of(subscription);
        Self {
            id: subscription.id.clone(),
            reference: terms.reference.clone(),
            amount: terms.amount,
            day: terms.day,
            active: subscription.active,
            charges: charges.map(ChargeView::from).collect(),
        }
    }
}

impl From<&Charge> for ChargeView {
    fn from(charge: &Charge) -> Self {
        let sale = &charge.sale;
        Self {
            transaction: charge.transaction.clone(),
            kind: sale.kind,
            reference: sale.reference.clone(),
            subscription: sale.subscription.clone(),
            amount: sale.amount,
            currency: sale.currency,
            authorization: charge.authorization.clone(),
            made_at: charge.moment.local(),
        }
    }
}
