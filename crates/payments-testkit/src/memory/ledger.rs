//! What the provider remembers.

use payments_core::{PaymentId, Payout, SubscriptionId};

use super::records::{Number, PaymentRecord, SubscriptionRecord};

/// Everything, oldest first.
#[derive(Default)]
pub(super) struct Ledger {
    last: u64,
    pub(super) payments: Vec<PaymentRecord>,
    pub(super) subscriptions: Vec<SubscriptionRecord>,
    pub(super) payouts: Vec<Payout>,
    pub(super) declines_next_charge: bool,
}

impl Ledger {
    pub(super) fn next_number(&mut self) -> Number {
        self.last += 1;
        Number(self.last)
    }

    pub(super) fn payment(&mut self, id: &PaymentId) -> Option<&mut PaymentRecord> {
        self.payments
            .iter_mut()
            .find(|record| record.number.id() == id.as_str())
    }

    pub(super) fn subscription(&mut self, id: &SubscriptionId) -> Option<&mut SubscriptionRecord> {
        self.subscriptions
            .iter_mut()
            .find(|record| record.number.id() == id.as_str())
    }
}
