//! What a test may look at.

use rust_decimal::Decimal;

use super::model::{Intent, IntentState};

/// One simulated payment intent as it stands at the moment of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntentView {
    /// The service's identifier.
    pub id: String,
    /// Its state.
    pub state: IntentState,
    /// The merchant's own reference: the first invoice number among its transactions.
    pub reference: Option<String>,
    /// What the payer pays in VES, all transactions together.
    pub total: Decimal,
    /// How often it moved money: 0 or 1, and still 1 once annulled.
    pub executions: u32,
}

/// How often money moved for one of the merchant's references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Movements {
    /// How many intents were executed. More than 1 is a payment taken twice.
    pub executions: usize,
    /// How many of these were annulled later.
    pub voids: usize,
    /// How many payouts were registered. More than 1 is a payout made twice.
    pub payouts: usize,
}

impl IntentView {
    pub(super) fn of(intent: &Intent) -> Self {
        Self {
            id: intent.id.clone(),
            state: intent.state,
            reference: intent.references().next().map(str::to_owned),
            total: intent.total(),
            executions: u32::from(intent.executed_at.is_some()),
        }
    }
}
