//! Payments with everything that mPandco knows of them.

use std::collections::BTreeMap;

use provider_mpandco::model;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{LocalTime, Money, Privacy, note, status, status_text};
use super::payment::accounts;
use crate::output::{Item, List, Tabular};

/// A payment with everything that mPandco knows of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Intent {
    /// The id of the payment.
    id: String,
    /// `sale` for a payment by button, `request` for a bill, or the service's own word.
    kind: String,
    /// The status, as of a payment.
    status: String,
    /// The service's own words where the status is `other`.
    provider_status: Option<String>,
    /// The amount of all transactions.
    amount: Option<Money>,
    /// The totals that the service reports.
    total: Option<Totals>,
    /// The id of the payer.
    payer: Option<String>,
    /// The name of the payer; printed with `--show-personal`.
    payer_name: Option<String>,
    /// The recipient of a bill; printed with `--show-personal`.
    recipient: Option<String>,
    /// Where the payer's browser goes after approving.
    return_url: Option<String>,
    /// Where the payer's browser goes otherwise.
    cancel_url: Option<String>,
    /// The calls that the service made to the merchant's server.
    return_calls: Vec<ReturnCall>,
    /// The transactions.
    transactions: Vec<IntentTransaction>,
    /// The payer's accounts to pay with; `--show-personal` prints their names.
    accounts: Vec<String>,
    /// When it was created.
    created: Option<LocalTime>,
    /// When it was changed.
    updated: Option<LocalTime>,
}

/// Totals of a payment.
#[derive(Serialize, JsonSchema)]
struct Totals {
    /// The items.
    items: Option<Money>,
    /// The shipping.
    shipping: Option<Money>,
    /// The tax.
    tax: Option<Money>,
    /// The sum.
    amount: Option<Money>,
}

/// A call that the service made to the merchant's server.
#[derive(Serialize, JsonSchema)]
struct ReturnCall {
    /// The URL.
    url: Option<String>,
    /// The HTTP method.
    method: Option<String>,
    /// The HTTP status of the merchant's response.
    status: Option<u16>,
}

/// A transaction of a payment.
#[derive(Serialize, JsonSchema)]
struct IntentTransaction {
    /// The id.
    id: Option<String>,
    /// The merchant's reference.
    reference: Option<String>,
    /// The amount.
    amount: Option<Money>,
    /// The shipping.
    shipping: Option<Money>,
    /// The tax.
    tax: Option<Money>,
    /// The description.
    description: Option<String>,
    /// The number of the receipt.
    receipt: Option<String>,
    /// The id of the wallet payment that the receipt names, for `get-wallet-payment`.
    wallet_payment: Option<String>,
    /// What else the receipt holds; values are printed with `--show-personal`.
    receipt_data: BTreeMap<String, String>,
    /// The items.
    items: Vec<IntentItem>,
    /// The parts for other accounts.
    distributions: Vec<Distribution>,
    /// The payer's accounts to pay with; `--show-personal` prints their names.
    accounts: Vec<String>,
}

/// An item of a transaction.
#[derive(Serialize, JsonSchema)]
struct IntentItem {
    /// The name.
    name: Option<String>,
    /// The quantity.
    quantity: Option<u32>,
    /// The stock keeping unit.
    sku: Option<String>,
    /// The price of one.
    price: Option<Money>,
}

/// A part of a transaction for another account.
#[derive(Serialize, JsonSchema)]
struct Distribution {
    /// The status, as of a payment.
    status: Option<String>,
    /// The id of the account.
    account: Option<String>,
    /// The amount.
    amount: Option<Money>,
    /// The description.
    description: Option<String>,
}

impl Intent {
    pub(crate) fn of(intent: &model::Intent, privacy: Privacy) -> Self {
        let (status, provider_status) = status(&intent.status);
        let payer = intent.payer.as_ref();
        Self {
            id: intent.id.to_string(),
            kind: kind(&intent.kind),
            status,
            provider_status,
            amount: intent.amount.map(Money::of),
            total: intent.total.as_ref().map(Totals::of),
            payer: payer.map(|payer| payer.id.to_string()),
            payer_name: privacy.optional(payer.and_then(|payer| payer.name.as_ref())),
            recipient: privacy.optional(intent.recipient.as_ref()),
            return_url: intent.return_url.clone(),
            cancel_url: intent.cancel_url.clone(),
            return_calls: intent.return_calls.iter().map(ReturnCall::of).collect(),
            transactions: intent
                .transactions
                .iter()
                .map(|transaction| IntentTransaction::of(transaction, privacy))
                .collect(),
            accounts: accounts(&intent.pay_tokens, privacy),
            created: intent.created_at.map(LocalTime::of),
            updated: intent.updated_at.map(LocalTime::of),
        }
    }
}

fn kind(kind: &model::IntentKind) -> String {
    let (name, words) = status(kind);
    words.unwrap_or(name)
}

impl Totals {
    fn of(totals: &model::IntentTotals) -> Self {
        Self {
            items: totals.items.map(Money::of),
            shipping: totals.shipping.map(Money::of),
            tax: totals.tax.map(Money::of),
            amount: totals.amount.map(Money::of),
        }
    }
}

impl ReturnCall {
    fn of(call: &model::ReturnCall) -> Self {
        Self {
            url: call.url.clone(),
            method: call.method.clone(),
            status: call.status,
        }
    }
}

impl IntentTransaction {
    fn of(transaction: &model::Transaction, privacy: Privacy) -> Self {
        let receipt = transaction.receipt.as_ref();
        let data = receipt.map(|receipt| &receipt.data).into_iter().flatten();
        let items = transaction.items.iter().map(|item| IntentItem {
            name: item.name.clone(),
            quantity: item.quantity,
            sku: item.sku.clone(),
            price: item.price.map(Money::of),
        });
        let distributions = transaction.distributions.iter();
        Self {
            id: transaction.id.clone(),
            reference: transaction.reference.as_ref().map(ToString::to_string),
            amount: transaction.amount.map(Money::of),
            shipping: transaction.shipping.map(Money::of),
            tax: transaction.tax.map(Money::of),
            description: transaction.description.clone(),
            receipt: receipt.and_then(|receipt| receipt.number.clone()),
            wallet_payment: receipt.and_then(|receipt| Some(receipt.id.as_ref()?.to_string())),
            receipt_data: data
                .map(|(name, text)| (name.clone(), privacy.text(text)))
                .collect(),
            items: items.collect(),
            distributions: distributions
                .map(|part| Distribution {
                    status: part.status.as_ref().map(|part| status(part).0),
                    account: part.account.id.clone(),
                    amount: part.amount.map(Money::of),
                    description: part.description.clone(),
                })
                .collect(),
            accounts: accounts(&transaction.pay_tokens, privacy),
        }
    }
}

fn money(money: Option<&Money>) -> Option<String> {
    money.map(Money::text)
}

impl Tabular for Intent {
    const COLUMNS: &'static [&'static str] = &["id", "kind", "status", "amount"];

    fn item(&self) -> Item {
        let (created, updated) = (self.created.as_ref(), self.updated.as_ref());
        let items = self.transactions.iter().flat_map(|one| &one.items);
        let parts = self.transactions.iter().flat_map(|one| &one.distributions);
        Item::new()
            .with("id", &self.id)
            .with("kind", &self.kind)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("amount", money(self.amount.as_ref()))
            .with("payer", &self.payer)
            .with("payer name", &self.payer_name)
            .with("recipient", &self.recipient)
            .with("return URL", &self.return_url)
            .with("cancel URL", &self.cancel_url)
            .with("accounts", note(&self.accounts))
            .with("created", created.map(LocalTime::text))
            .with("updated", updated.map(LocalTime::text))
            .with_list("transactions", List::of(&self.transactions))
            .with_list("items", List::from_items(items))
            .with_list("distributions", List::from_items(parts))
            .with_list("calls to the return URL", List::of(&self.return_calls))
    }
}

impl Tabular for IntentTransaction {
    const COLUMNS: &'static [&'static str] =
        &["reference", "amount", "receipt", "description", "accounts"];

    fn item(&self) -> Item {
        Item::new()
            .with("id", &self.id)
            .with("reference", &self.reference)
            .with("amount", money(self.amount.as_ref()))
            .with("shipping", money(self.shipping.as_ref()))
            .with("tax", money(self.tax.as_ref()))
            .with("description", &self.description)
            .with("receipt", &self.receipt)
            .with("wallet payment", &self.wallet_payment)
            .with("accounts", note(&self.accounts))
    }
}

impl Tabular for IntentItem {
    const COLUMNS: &'static [&'static str] = &["name", "quantity", "sku", "price"];

    fn item(&self) -> Item {
        Item::new()
            .with("name", &self.name)
            .with("quantity", self.quantity.map(|count| count.to_string()))
            .with("sku", &self.sku)
            .with("price", money(self.price.as_ref()))
    }
}

impl Tabular for Distribution {
    const COLUMNS: &'static [&'static str] = &["account", "amount", "status", "description"];

    fn item(&self) -> Item {
        Item::new()
            .with("account", &self.account)
            .with("amount", money(self.amount.as_ref()))
            .with("status", &self.status)
            .with("description", &self.description)
    }
}

impl Tabular for ReturnCall {
    const COLUMNS: &'static [&'static str] = &["method", "status", "url"];

    fn item(&self) -> Item {
        Item::new()
            .with("method", &self.method)
            .with("status", self.status.map(|status| status.to_string()))
            .with("url", &self.url)
    }
}
