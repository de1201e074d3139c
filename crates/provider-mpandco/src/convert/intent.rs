//! Intents and their transactions.

use payments_core::{
    Currency, MerchantReference, Money, PayerId, PaymentId, PaymentStatus, Result,
};
use payments_kit::codec::{Number, Scalar};

use super::{Reader, first_of, pay_tokens};
use crate::links::{Link, UncheckedLink};
use crate::model::{
    Distribution, Intent, IntentKind, IntentTotals, Links, Payer, Receipt, ReturnCall, Transaction,
    TransactionItem, WalletPaymentId,
};
use crate::wire;

impl Reader<'_> {
    pub(crate) fn intent(&self, intent: wire::Intent) -> Result<Intent> {
        let id = PaymentId::new(self.values.required("id", &intent.id)?);
        let status = self.status(&self.values.required("state", &intent.state)?);
        let total = self.totals(&intent.total)?;
        let transactions = intent.transactions.into_entries();
        let transactions = transactions
            .map(|transaction| self.transaction(transaction))
            .collect::<Result<Vec<_>>>()?;
        let wire::RedirectUrls {
            return_url,
            cancel_url,
            history_responses,
        } = intent.redirect_urls;
        Ok(Intent {
            id,
            kind: self.kind(&intent.kind),
            amount: self.amount(&transactions, total.as_ref())?,
            total,
            payer: payer(intent.payer.info),
            recipient: first_of(&intent.recipient, &["", "username", "_data.username", "id"]),
            return_url: return_url.into_text(),
            cancel_url: cancel_url.into_text(),
            return_calls: history_responses
                .into_entries()
                .map(|call| self.return_call(call))
                .collect(),
            transactions,
            pay_tokens: pay_tokens(intent.pay_tokens),
            created_at: self.values.time(&intent.created_at),
            updated_at: self.values.time(&intent.updated_at),
            links: self.links(intent.links, &status),
            status,
        })
    }

    /// Adds up the transactions. `total.amount` differs from their sum in some of the service's own
    /// examples, so it counts only if there are no transactions.
    fn amount(&self, parts: &[Transaction], total: Option<&IntentTotals>) -> Result<Money> {
        let mut sum: Option<Money> = None;
        for Transaction { amount, .. } in parts {
            sum = Some(match sum {
                None => *amount,
                Some(sum) => sum
                    .checked_add(*amount)
                    .map_err(|reason| self.values.unreadable(reason.to_string()))?,
            });
        }
        sum.or_else(|| total?.amount)
            .ok_or_else(|| self.values.unreadable("the response has no amount"))
    }

    fn totals(&self, total: &wire::Total) -> Result<Option<IntentTotals>> {
        let amounts = [total.items, total.shipping, total.tax, total.amount];
        if !amounts.into_iter().any(Number::is_given) {
            return Ok(None);
        }
        let currency = self.values.currency(&total.currency.id)?;
        let part = |amount: Number| self.values.optional_money(amount, currency);
        Ok(Some(IntentTotals {
            items: part(total.items)?,
            shipping: part(total.shipping)?,
            tax: part(total.tax)?,
            amount: part(total.amount)?,
        }))
    }

    fn links(&self, links: wire::Links, status: &PaymentStatus) -> Links {
        let api = |link: wire::Href| link.href.into_text().map(UncheckedLink::new);
        let page = |link: &wire::Href| Some(Link::to_page(self.base_url, link.href.text()?));
        let approval =
            Some(&links.approval_url).filter(|_| *status == PaymentStatus::AwaitingApproval);
        Links {
            approval: approval.and_then(page),
            execute: api(links.execute),
            cancel: api(links.cancel),
        }
    }

    fn kind(&self, kind: &Scalar) -> IntentKind {
        match kind.text() {
            Some("sale") => IntentKind::Sale,
            Some("request") => IntentKind::Request,
            other => IntentKind::Other(self.secrets().redact(other.unwrap_or_default())),
        }
    }

    fn return_call(&self, call: wire::HistoryResponse) -> ReturnCall {
        let status = call.status_code.text().map(str::parse);
        ReturnCall {
            url: call.uri.into_text(),
            method: call.method.into_text(),
            status: status.and_then(Result::ok),
            body: self.values.words(&call.body),
        }
    }

    fn transaction(&self, transaction: wire::Transaction) -> Result<Transaction> {
        let amount = &transaction.amount;
        let currency = self.values.currency(&amount.currency.id)?;
        let detail = |part: Number| self.values.optional_money(part, currency);
        let items = transaction.items.into_entries();
        let distributions = transaction.distributions.into_entries();
        Ok(Transaction {
            id: transaction.id.into_text(),
            amount: self.values.money(amount.total, currency)?,
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
            Some(_) => self.values.currency(&item.currency.id)?,
            None => of_transaction,
        };
        Ok(TransactionItem {
            name: item.name.into_text(),
            quantity: item.quantity.text().and_then(|text| text.parse().ok()),
            sku: item.sku.into_text(),
            price: self.values.optional_money(item.price, currency)?,
        })
    }

    fn distribution(&self, part: wire::Distribution, currency: Currency) -> Result<Distribution> {
        Ok(Distribution {
            status: part.state.text().map(|state| self.status(state)),
            account: self.account(part.account),
            amount: self.values.money(part.amount, currency)?,
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

fn payer(party: wire::Party) -> Option<Payer> {
    Some(Payer {
        id: PayerId::new(party.id.into_text()?),
        name: first_of(&party.data, &["fullname"]),
    })
}
