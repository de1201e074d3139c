//! The payments that went through the merchant's wallet, as the service lists them.

use std::collections::HashMap;

use rust_decimal::Decimal;
use time::OffsetDateTime;

use super::merchant;
use super::model::{Intent, Payer, Payment};

/// One movement of money. It stays as it was made: the service has a status for a payment that
/// its sender took back before it was received, but none for an annulled intent.
#[derive(Debug)]
pub(super) struct WalletPayment {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) at: OffsetDateTime,
    pub(super) amount: Decimal,
    pub(super) sender: Payer,
    pub(super) recipient: String,
}

/// Every movement, oldest first.
#[derive(Debug, Default)]
pub(super) struct Wallet {
    payments: Vec<WalletPayment>,
    by_id: HashMap<String, usize>,
}

impl Wallet {
    pub(super) fn add(&mut self, payment: WalletPayment) {
        self.by_id.insert(payment.id.clone(), self.payments.len());
        self.payments.push(payment);
    }

    pub(super) fn all(&self) -> &[WalletPayment] {
        &self.payments
    }

    pub(super) fn get(&self, id: &str) -> Option<&WalletPayment> {
        self.payments.get(*self.by_id.get(id)?)
    }
}

impl WalletPayment {
    /// The movements of an executed intent: one for each of its transactions.
    pub(super) fn of(intent: &Intent) -> impl Iterator<Item = Self> {
        intent.transactions.iter().filter_map(|transaction| {
            let payment = transaction.payment.clone()?;
            let destination = transaction.form.destination.as_deref();
            let recipient = destination.unwrap_or(merchant::USERNAME);
            let sender = intent.payer.clone()?;
            Some(Self::new(
                payment,
                transaction.form.total,
                sender,
                recipient,
            ))
        })
    }

    pub(super) fn new(payment: Payment, amount: Decimal, sender: Payer, recipient: &str) -> Self {
        Self {
            id: payment.id,
            reference: payment.reference,
            at: payment.at,
            amount,
            sender,
            recipient: recipient.to_owned(),
        }
    }
}
