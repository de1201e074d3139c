//! Intents and their transactions.

use payments_core::{
    Currency, MerchantReference, Money, PayerId, PaymentId, PaymentStatus, Result,
};
use payments_kit::codec::Scalars;

use super::{Notes, Reader, first_of, pay_tokens};
use crate::links::{Link, UncheckedLink};
use crate::model::{
    Distribution, Intent, IntentKind, IntentTotals, Links, Payer, Receipt, ReturnCall, Transaction,
    TransactionItem, WalletPaymentId,
};
use crate::wire::{self, Entry};

impl Reader<'_> {
    pub(crate) fn intent(&self, intent: wire::Intent) -> Result<Intent> {
        let mut notes = self.notes();
        let id = PaymentId::new(self.required("id", &intent.id)?);
        let status = self.status(&self.required("state", &intent.state)?);
        let faults = [
            ("error", &intent.error),
            ("errors", &intent.errors),
            ("code", &intent.code),
            ("message", &intent.message),
        ];
        for (name, _) in faults.into_iter().filter(|(_, texts)| !texts.is_empty()) {
            notes.conflict(format!("the response has the member {name} of an error"));
        }
        let total = self.totals(&intent.total, &mut notes);
        let transactions = self.transactions(intent.transactions, &mut notes);
        let wire::RedirectUrls {
            return_url,
            cancel_url,
            history_responses,
        } = intent.redirect_urls;
        let amount = amount(&transactions, total.as_ref(), &mut notes);
        let links = self.links(intent.links, &id, &status);
        Ok(Intent {
            kind: self.kind(&intent.kind, &mut notes),
            amount,
            total,
            payer: self.payer(intent.payer.info, &mut notes),
            recipient: first_of(&intent.recipient, &["", "username", "_data.username", "id"]),
            return_url: return_url.into_text(),
            cancel_url: cancel_url.into_text(),
            return_calls: history_responses
                .into_parsed()
                .map(|call| self.return_call(call))
                .collect(),
            transactions,
            pay_tokens: pay_tokens(intent.pay_tokens),
            created_at: self.values.time(&intent.created_at),
            updated_at: self.values.time(&intent.updated_at),
            links,
            id,
            status,
            warnings: notes.warnings,
            conflicts: notes.conflicts,
        })
    }

    fn transactions(
        &self,
        list: wire::List<wire::Transaction>,
        notes: &mut Notes,
    ) -> Vec<Transaction> {
        if let Some(flaw) = list.flaw {
            notes.conflict(format!("the list of transactions {flaw}"));
        }
        let read = |entry| match entry {
            Entry::Parsed(transaction) => self.transaction(transaction, notes),
            Entry::Unparsed(_) => {
                notes.conflict("a transaction cannot be read");
                Transaction::default()
            }
        };
        list.entries.into_iter().map(read).collect()
    }

    fn totals(&self, total: &wire::Total, notes: &mut Notes) -> Option<IntentTotals> {
        let amounts = [&total.items, &total.shipping, &total.tax, &total.amount];
        if amounts.iter().all(|amount| amount.texts().next().is_none()) {
            return None;
        }
        // These are the service's own sums, which do not decide anything.
        let mut unused = Notes::default();
        let currency = self.currency(&total.currency.id, &mut unused);
        let mut part = |name, amount| self.money(name, amount, currency, &mut unused);
        let totals = IntentTotals {
            items: part("total.items", &total.items),
            shipping: part("total.shipping", &total.shipping),
            tax: part("total.tax", &total.tax),
            amount: part("total.amount", &total.amount),
        };
        for warning in unused.warnings {
            notes.warn(warning);
        }
        Some(totals)
    }

    fn links(&self, links: wire::Links, id: &PaymentId, status: &PaymentStatus) -> Links {
        let api = |link: wire::Href| link.href.into_text().map(UncheckedLink::new);
        let page = |link: &wire::Href| {
            let href = link.href.text()?;
            Some(Link::to_page(self.base_url, href, id))
        };
        let approval =
            Some(&links.approval_url).filter(|_| *status == PaymentStatus::AwaitingApproval);
        Links {
            approval: approval.and_then(page),
            execute: api(links.execute),
            cancel: api(links.cancel),
        }
    }

    fn kind(&self, kind: &Scalars, notes: &mut Notes) -> IntentKind {
        match self.one("intent", kind, notes).as_deref() {
            Some("sale") => IntentKind::Sale,
            Some("request") => IntentKind::Request,
            other => IntentKind::Other(self.secrets().redact(other.unwrap_or_default())),
        }
    }

    fn payer(&self, party: wire::Party, notes: &mut Notes) -> Option<Payer> {
        Some(Payer {
            id: PayerId::new(self.one("payer", &party.id, notes)?),
            name: first_of(&party.data, &["fullname"]),
        })
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

    fn transaction(&self, transaction: wire::Transaction, notes: &mut Notes) -> Transaction {
        let amount = &transaction.amount;
        let currency = self.currency(&amount.currency.id, notes);
        let mut part = |name, amount| self.money(name, amount, currency, notes);
        let total = part("the amount", &amount.total);
        let shipping = part("the shipping", &amount.details.shipping);
        let tax = part("the tax", &amount.details.tax);
        let subtotal = part("the subtotal", &amount.details.sub_total);
        if total.is_none() && amount.total.texts().next().is_none() {
            notes.warn("the response has no amount");
        }
        let references = self.distinct(&transaction.invoice_number);
        if references.len() > 1 {
            notes.conflict("the response has several values for invoice_number");
        }
        let items = transaction.items.into_parsed();
        let distributions = transaction.distributions.into_parsed();
        Transaction {
            id: self.values.value(&transaction.id),
            amount: total,
            shipping,
            tax,
            subtotal,
            items: items.map(|item| self.item(item, currency, notes)).collect(),
            description: transaction.description.into_text(),
            reference: references.first().map(|text| MerchantReference::new(&**text)),
            receipt: self.receipt(transaction.related_resources, notes),
            distributions: distributions
                .map(|part| self.distribution(part, currency, notes))
                .collect(),
            pay_tokens: pay_tokens(transaction.pay_tokens),
            references,
        }
    }

    fn item(
        &self,
        item: wire::Item,
        of_transaction: Option<Currency>,
        notes: &mut Notes,
    ) -> TransactionItem {
        let currency = match item.currency.id.texts().next() {
            Some(_) => self.currency(&item.currency.id, notes),
            None => of_transaction,
        };
        TransactionItem {
            name: item.name.into_text(),
            quantity: item.quantity.text().and_then(|text| text.parse().ok()),
            sku: item.sku.into_text(),
            price: self.money("the price of an item", &item.price, currency, notes),
        }
    }

    fn distribution(
        &self,
        part: wire::Distribution,
        currency: Option<Currency>,
        notes: &mut Notes,
    ) -> Distribution {
        Distribution {
            status: part.state.text().map(|state| self.status(state)),
            account: self.account(part.account),
            amount: self.money("the amount of a distribution", &part.amount, currency, notes),
            description: part.description.into_text(),
        }
    }

    fn receipt(&self, resources: wire::RelatedResources, notes: &mut Notes) -> Option<Receipt> {
        let is_there = |receipt: &wire::Receipt| {
            receipt.id.text().is_some() || receipt.number.text().is_some()
        };
        let both = [resources.sale, resources.request];
        let receipt = both.into_iter().find(is_there)?;
        if receipt.status.texts().any(|status| status != FINISHED) {
            notes.conflict("a receipt has another status than 9000");
        }
        Some(Receipt {
            id: receipt.id.into_text().map(WalletPaymentId::new),
            number: self.values.value(&receipt.number),
            data: self.display_data(&receipt.data),
        })
    }
}

/// The status of a payment of the wallet that moved the money.
const FINISHED: &str = "9000";

/// Adds up the transactions. `total.amount` differs from their sum in some of the service's own
/// examples, so it counts only if there are no transactions.
fn amount(
    parts: &[Transaction],
    total: Option<&IntentTotals>,
    notes: &mut Notes,
) -> Option<Money> {
    let mut sum: Option<Money> = None;
    for Transaction { amount, .. } in parts {
        let amount = (*amount)?;
        sum = match sum {
            None => Some(amount),
            Some(sum) => match sum.checked_add(amount) {
                Ok(sum) => Some(sum),
                Err(reason) => {
                    notes.warn(format!("the transactions cannot be added up: {reason}"));
                    return None;
                }
            },
        };
    }
    let amount = sum.or_else(|| total?.amount);
    if amount.is_none() {
        notes.warn("the response has no amount");
    }
    amount
}
