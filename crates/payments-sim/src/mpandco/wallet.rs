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

#[cfg(test)]
mod tests {
    use super::super::testing::{create, request, world};

    #[test]
    fn every_transaction_of_an_intent_is_a_payment_of_its_own() {
        let world = world();
        let id = create(
            &world,
            &request(
                "&paymentintent[transactions][1][amount][total]=1.5\
                 &paymentintent[transactions][1][amount][currency]=VES\
                 &paymentintent[transactions][1][description]=Otra\
                 &paymentintent[transactions][1][digitalAccountDestination]=demo01",
            ),
        );
        world.approve(&id).unwrap();
        let state = world.lock();
        let payments = state.wallet.all().iter();
        let seen: Vec<(String, &str)> = payments
            .map(|payment| (payment.amount.to_string(), payment.recipient.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                ("20".to_owned(), "sim-merchant"),
                ("1.5".to_owned(), "demo01")
            ]
        );
    }
}
