//! The payments that went through the merchant's wallet, as the service lists them.

use std::collections::HashMap;

use rust_decimal::Decimal;
use time::OffsetDateTime;

use crate::mpandco::state::intents::{Intent, Payer, Payment};

pub(crate) const MERCHANT_ID: &str = "c0ffee00-51ed-11ef-a5ed-51edfacade5e";
pub(crate) const MERCHANT_USERNAME: &str = "sim-merchant";
pub(crate) const MERCHANT_NAME: &str = "Comercio Simulado";

/// The merchant as the one who pays.
pub(crate) fn merchant_as_payer() -> Payer {
    Payer {
        id: MERCHANT_ID.to_owned(),
        name: MERCHANT_NAME.to_owned(),
    }
}

/// One movement of money. It stays as it was made: the service has a status for a payment that
/// its sender took back before it was received, but none for an annulled intent.
#[derive(Debug)]
pub(crate) struct WalletPayment {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) at: OffsetDateTime,
    pub(crate) amount: Decimal,
    pub(crate) sender: Payer,
    pub(crate) recipient: String,
}

/// Every movement, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Wallet {
    payments: Vec<WalletPayment>,
    by_id: HashMap<String, usize>,
}

impl Wallet {
    pub(crate) fn add(&mut self, payment: WalletPayment) {
        self.by_id.insert(payment.id.clone(), self.payments.len());
        self.payments.push(payment);
    }

    pub(crate) fn all(&self) -> &[WalletPayment] {
        &self.payments
    }

    pub(crate) fn get(&self, id: &str) -> Option<&WalletPayment> {
        self.payments.get(*self.by_id.get(id)?)
    }
}

impl WalletPayment {
    /// The movements of an executed intent: one for each of its transactions.
    pub(crate) fn of(intent: &Intent) -> impl Iterator<Item = Self> {
        intent.transactions.iter().filter_map(|transaction| {
            let payment = transaction.payment.clone()?;
            let destination = transaction.form.destination.as_deref();
            let recipient = destination.unwrap_or(MERCHANT_USERNAME);
            let sender = intent.payer.clone()?;
            Some(Self::new(
                payment,
                transaction.form.total,
                sender,
                recipient,
            ))
        })
    }

    pub(crate) fn new(payment: Payment, amount: Decimal, sender: Payer, recipient: &str) -> Self {
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
