//! Transactions of intents.

use payments_core::{Currency, MerchantReference, Result};
use payments_kit::codec::Number;

use super::Reader;
use super::reader::{account, pay_tokens};
use crate::model::{Distribution, Receipt, Transaction, TransactionItem, WalletPaymentId};
use crate::wire;

impl Reader<'_> {
    pub(super) fn transaction(&self, transaction: wire::Transaction) -> Result<Transaction> {
        let amount = &transaction.amount;
        let currency = self.currency(&amount.currency.id)?;
        let detail = |part: Number| self.optional_money(part, currency);
        let items = transaction.items.into_entries();
        let distributions = transaction.distributions.into_entries();
        Ok(Transaction {
            id: transaction.id.into_text(),
            amount: self.money(amount.total, currency)?,
            shipping: detail(amount.details.shipping)?,
            tax: detail(amount.details.tax)?,
            subtotal: detail(amount.details.sub_total)?,
            items: items
                .map(|item| self.item(item, currency))
                .collect::<Result<_>>()?,
            description: transaction.description.into_text(),
            reference: transaction
                .invoice_number
                .into_text()
                .map(MerchantReference::new),
            receipt: self.receipt(transaction.related_resources),
            distributions: distributions
                .map(|part| self.distribution(part, currency))
                .collect::<Result<_>>()?,
            pay_tokens: pay_tokens(transaction.pay_tokens),
        })
    }

    fn item(&self, item: wire::Item, of_transaction: Currency) -> Result<TransactionItem> {
        let currency = match item.currency.id.text() {
            Some(_) => self.currency(&item.currency.id)?,
            None => of_transaction,
        };
        Ok(TransactionItem {
            name: item.name.into_text(),
            quantity: item.quantity.text().and_then(|text| text.parse().ok()),
            sku: item.sku.into_text(),
            price: self.optional_money(item.price, currency)?,
        })
    }

    fn distribution(&self, part: wire::Distribution, currency: Currency) -> Result<Distribution> {
        Ok(Distribution {
            status: part.state.text().map(|state| self.status(state)),
            account: account(part.account),
            amount: self.money(part.amount, currency)?,
            description: part.description.into_text(),
        })
    }

    fn receipt(&self, resources: wire::RelatedResources) -> Option<Receipt> {
        let is_there = |receipt: &wire::Receipt| {
            receipt.id.text().is_some() || receipt.number.text().is_some()
        };
        let both = [resources.sale, resources.request];
        let receipt = both.into_iter().find(is_there)?;
        Some(Receipt {
            id: receipt.id.into_text().map(WalletPaymentId::new),
            number: receipt.number.into_text(),
            data: self.display_data(&receipt.data),
        })
    }
}
