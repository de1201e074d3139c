//! Intents and their transactions.

use payments_core::{
    Currency, MerchantReference, Money, PayerId, PaymentId, PaymentStatus, Result, Unreadable,
};
use payments_kit::codec::{Scalars, Texts};

use super::{Notes, Reader, first_of, parsed, pay_tokens};
use crate::links::{Link, UncheckedLink};
use crate::model::{
    Distribution, Intent, IntentKind, IntentTotals, Links, Payer, Receipt, ReturnCall, Transaction,
    TransactionItem, WalletPaymentId,
};
use crate::wire::{self, Entry};

impl Reader<'_> {
    /// Reads an entry of a listing.
    pub(crate) fn listed_intent(
        &self,
        entry: Entry<wire::Intent>,
    ) -> Result<Intent, UnreadableIntent> {
        let intent = match entry {
            Entry::Parsed(intent) => intent,
            Entry::Unparsed(texts) => {
                let id = texts.iter().find(|(path, _)| *path == "id");
                return Err(UnreadableIntent {
                    id: id.map(|(_, id)| self.secrets().redact_value(id)),
                    references: self.references_in(&texts),
                    reason: "it has another shape than an intent".to_owned(),
                });
            }
        };
        let (ids, states) = (self.distinct(&intent.id), self.distinct(&intent.state));
        let id = ids.first().cloned().filter(|_| ids.len() == 1);
        if id.is_none() || states.len() != 1 {
            let reason = match (id.is_none(), states.len()) {
                (true, _) => "it has no single id",
                _ => "it has no single state",
            };
            return Err(UnreadableIntent {
                id,
                references: self.references(&intent.transactions),
                reason: reason.to_owned(),
            });
        }
        self.intent(intent).map_err(|error| UnreadableIntent {
            id,
            references: Vec::new(),
            reason: error.detail().unwrap_or_default().to_owned(),
        })
    }

    /// Returns the references of all transactions.
    fn references(&self, transactions: &wire::List<wire::Transaction>) -> Vec<String> {
        let mut references = Vec::new();
        for entry in &transactions.entries {
            match entry {
                Entry::Parsed(one) => references.extend(self.distinct(&one.invoice_number)),
                Entry::Unparsed(texts) => references.extend(self.references_in(texts)),
            }
        }
        references
    }

    /// Returns the references at any place of an entry that has another shape.
    fn references_in(&self, texts: &Texts) -> Vec<String> {
        let found = texts
            .iter()
            .filter(|(path, _)| path.ends_with("invoice_number"));
        found
            .map(|(_, text)| self.secrets().redact_value(text))
            .collect()
    }

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
        let has_all_transactions = intent.transactions.flaw.is_none();
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
            return_calls: parsed("calls of the return URL", history_responses, &mut notes)
                .map(|call| self.return_call(call))
                .collect(),
            transactions,
            pay_tokens: pay_tokens(intent.pay_tokens, &mut notes),
            created_at: self.values.time(&intent.created_at),
            updated_at: self.values.time(&intent.updated_at),
            links,
            id,
            status,
            warnings: notes.warnings,
            conflicts: notes.conflicts,
            has_all_transactions,
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
            Entry::Unparsed(texts) => {
                notes.conflict("a transaction cannot be read");
                Transaction {
                    references: self.references_in(&texts),
                    ..Transaction::default()
                }
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
        let items = parsed("items", transaction.items, notes);
        let distributions = parsed("distributions", transaction.distributions, notes);
        Transaction {
            id: self.values.value(&transaction.id),
            amount: total,
            shipping,
            tax,
            subtotal,
            items: items.map(|item| self.item(item, currency, notes)).collect(),
            description: transaction.description.into_text(),
            reference: references
                .first()
                .map(|text| MerchantReference::new(&**text)),
            receipt: self.receipt(transaction.related_resources, notes),
            distributions: distributions
                .map(|part| self.distribution(part, currency, notes))
                .collect(),
            pay_tokens: pay_tokens(transaction.pay_tokens, notes),
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
            amount: self.money(
                "the amount of a distribution",
                &part.amount,
                currency,
                notes,
            ),
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
fn amount(parts: &[Transaction], total: Option<&IntentTotals>, notes: &mut Notes) -> Option<Money> {
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

/// An entry of a listing without an id or a state.
pub(crate) struct UnreadableIntent {
    pub(crate) id: Option<String>,
    pub(crate) references: Vec<String>,
    pub(crate) reason: String,
}

impl UnreadableIntent {
    /// Describes an intent that has no place in a listing, because its amount cannot be read.
    pub(crate) fn without_amount(intent: &Intent) -> Self {
        let transactions = intent.transactions.iter();
        Self {
            id: Some(intent.id.to_string()),
            references: transactions
                .flat_map(|one| one.references.iter().cloned())
                .collect(),
            reason: format!(
                "its amount cannot be read ({}); its state is {:?}",
                intent.warnings.join(", "),
                intent.status
            ),
        }
    }
}

impl From<UnreadableIntent> for Unreadable {
    fn from(intent: UnreadableIntent) -> Self {
        Self::new(intent.reason)
            .with_id(intent.id)
            .with_reference(intent.references.into_iter().next())
    }
}
