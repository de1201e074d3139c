//! The records that the in-memory provider keeps, and their public views.

use payments_core::{
    CardToken, Charge, CivilTime, MaskedCard, MerchantReference, Money, NextAction, PayerId,
    Payment, PaymentId, PaymentStatus, Payout, Refund, Schedule, Subscription, SubscriptionId,
    SubscriptionStatus,
};
use url::Url;

/// All records, oldest first.
#[derive(Default)]
pub(super) struct Ledger {
    last: u64,
    pub(super) payments: Vec<PaymentRecord>,
    pub(super) subscriptions: Vec<SubscriptionRecord>,
    pub(super) payouts: Vec<Payout>,
    pub(super) refunds: Vec<Refund>,
    /// The tokens of the stored cards.
    pub(super) cards: Vec<CardToken>,
    pub(super) declines_next_charge: bool,
    pub(super) declines_next_payment: bool,
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

/// The position of a record in the order of creation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Number(pub(super) u64);

impl Number {
    pub(super) fn id(self) -> String {
        format!("MEM-{}", self.0)
    }
}

pub(super) struct PaymentRecord {
    pub(super) number: Number,
    pub(super) status: PaymentStatus,
    pub(super) amount: Money,
    pub(super) refunded: Option<Money>,
    pub(super) reference: MerchantReference,
    pub(super) description: Option<String>,
    pub(super) payer: Option<PayerId>,
    pub(super) receipt: Option<String>,
    pub(super) created_at: CivilTime,
}

impl PaymentRecord {
    pub(super) fn view(&self) -> Payment {
        let id = PaymentId::new(self.number.id());
        Payment::new(id, self.status.clone(), self.amount)
            .with_refunded(self.refunded)
            .with_reference(Some(self.reference.clone()))
            .with_description(self.description.clone())
            .with_payer(self.payer.clone())
            .with_receipt(self.receipt.clone())
            .with_created_at(Some(self.created_at))
            .with_next_action(self.next_action())
    }

    fn next_action(&self) -> Option<NextAction> {
        if self.status != PaymentStatus::AwaitingApproval {
            return None;
        }
        let page = format!("https://approve.example/{}", self.number.id());
        Url::parse(&page).ok().map(NextAction::RedirectPayer)
    }
}

pub(super) struct SubscriptionRecord {
    pub(super) number: Number,
    pub(super) status: SubscriptionStatus,
    pub(super) amount: Money,
    pub(super) reference: Option<MerchantReference>,
    pub(super) schedule: Schedule,
    pub(super) card: MaskedCard,
    pub(super) registered_at: CivilTime,
    pub(super) charges: Vec<(Number, Charge)>,
}

impl SubscriptionRecord {
    pub(super) fn view(&self) -> Subscription {
        let id = SubscriptionId::new(self.number.id());
        let charges = self.charges.iter().map(|(_, charge)| charge.clone());
        Subscription::new(id, self.status.clone())
            .with_reference(self.reference.clone())
            .with_amount(Some(self.amount))
            .with_schedule(Some(self.schedule))
            .with_card(self.card.clone())
            .with_registered_at(Some(self.registered_at))
            .with_charges(charges.collect())
    }
}
