//! What happens at the provider without the merchant: payers decide, charges fall due.

use payments_core::{Charge, PayerId, PaymentId, PaymentStatus, SubscriptionId};

use super::InMemoryProvider;

impl InMemoryProvider {
    /// The payer approves a payment. Answers who it was; nobody, where no such payment waits.
    pub fn approve(&self, id: &PaymentId) -> Option<PayerId> {
        let mut ledger = self.ledger();
        let record = ledger.payment(id)?;
        if record.status != PaymentStatus::AwaitingApproval {
            return None;
        }
        let payer = PayerId::new(format!("PAYER-OF-{}", record.number.id()));
        record.status = PaymentStatus::Approved;
        record.payer = Some(payer.clone());
        Some(payer)
    }

    /// The payer gives a payment up. Answers whether it was one that could still be given up.
    pub fn cancel(&self, id: &PaymentId) -> bool {
        let mut ledger = self.ledger();
        let open = [PaymentStatus::AwaitingApproval, PaymentStatus::Approved];
        let record = ledger
            .payment(id)
            .filter(|record| open.contains(&record.status));
        let Some(record) = record else {
            return false;
        };
        record.status = PaymentStatus::Cancelled;
        true
    }

    /// A subscription's charge falls due. Answers what became of it; nothing, where no such
    /// subscription is active.
    pub fn charge(&self, id: &SubscriptionId) -> Option<Charge> {
        let at = self.civil_now();
        self.ledger().charge(id, at)
    }

    /// The bank will decline the next charge of whatever subscription, a registration's first one
    /// included.
    pub fn decline_next_charge(&self) {
        self.ledger().declines_next_charge = true;
    }
}
