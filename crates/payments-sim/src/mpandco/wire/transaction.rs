//! A transaction of a payment intent as the service writes it.

use serde::Serialize;

use crate::mpandco::model::{
    IntentKind, IntentState, SubmittedDistribution, SubmittedItem, SubmittedTransaction,
};
use crate::mpandco::state::intents::{Intent, Payment, Transaction};
use crate::mpandco::wire::number::{Number, date};

#[derive(Serialize)]
pub(crate) struct Currency {
    id: &'static str,
}

pub(crate) const VES: Currency = Currency { id: "VES" };

#[derive(Serialize)]
pub(crate) struct TransactionBody<'a> {
    id: &'a str,
    amount: Amount,
    items: Vec<Item<'a>>,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related_resources: Option<RelatedResources<'a>>,
    pay_tokens: Vec<PayToken<'a>>,
    distributions: Vec<Distribution<'a>>,
}

#[derive(Serialize)]
pub(crate) struct PayToken<'a> {
    id: &'a str,
    #[serde(rename = "_data")]
    data: PayTokenData,
}

#[derive(Serialize)]
struct PayTokenData {
    name: &'static str,
}

#[derive(Serialize)]
struct Amount {
    currency: Currency,
    total: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

#[derive(Serialize)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_total: Option<Number>,
}

#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    quantity: u32,
    currency: Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    price: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum RelatedResources<'a> {
    Sale(Receipt<'a>),
    Request(Receipt<'a>),
}

#[derive(Serialize)]
struct Receipt<'a> {
    id: &'a str,
    #[serde(rename = "ref")]
    reference: &'a str,
    #[serde(rename = "_data")]
    data: ReceiptData,
}

#[derive(Serialize)]
struct ReceiptData {
    summary_1: String,
    username: Option<&'static str>,
    amount: Number,
    status: &'static str,
    summary_amount: SummaryAmount,
    created_at: String,
}

#[derive(Serialize)]
struct SummaryAmount {
    // For display: texts, unlike every other amount of an intent.
    summary_1: String,
}

#[derive(Serialize)]
struct Distribution<'a> {
    state: &'static str,
    digital_account_destination: Account<'a>,
    amount: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct Account<'a> {
    id: String,
    name: &'static str,
    username: &'a str,
}

impl<'a> TransactionBody<'a> {
    pub(crate) fn of(transaction: &'a Transaction, intent: &Intent) -> Self {
        let form = &transaction.form;
        let related = |payment| {
            let receipt = Receipt::of(payment, form, intent.state);
            match intent.form.kind {
                IntentKind::Sale => RelatedResources::Sale(receipt),
                IntentKind::Request { .. } => RelatedResources::Request(receipt),
            }
        };
        Self {
            id: &transaction.id,
            amount: Amount::of(form),
            items: form.items.iter().map(Item::of).collect(),
            description: &form.description,
            invoice_number: form.invoice_number.as_deref(),
            related_resources: transaction.payment.as_ref().map(related),
            pay_tokens: PayToken::all(&transaction.pay_tokens),
            distributions: form
                .distributions
                .iter()
                .map(|part| Distribution::of(part, intent.state))
                .collect(),
        }
    }
}

impl<'a> PayToken<'a> {
    pub(crate) fn all(ids: &'a [String]) -> Vec<Self> {
        let name = "Cuenta simulada";
        let token = |id: &'a String| Self {
            id,
            data: PayTokenData { name },
        };
        ids.iter().map(token).collect()
    }
}

impl Amount {
    fn of(form: &SubmittedTransaction) -> Self {
        let details = Details {
            shipping: form.shipping.map(Number),
            tax: form.tax.map(Number),
            sub_total: form.sub_total.map(Number),
        };
        Self {
            currency: VES,
            total: Number(form.total),
            details: form.has_details().then_some(details),
        }
    }
}

impl<'a> Item<'a> {
    fn of(item: &'a SubmittedItem) -> Self {
        Self {
            name: &item.name,
            quantity: item.quantity.unwrap_or(1),
            currency: VES,
            sku: item.sku.as_deref(),
            price: Number(item.price),
        }
    }
}

impl<'a> Receipt<'a> {
    fn of(payment: &'a Payment, form: &SubmittedTransaction, state: IntentState) -> Self {
        let amount = format!("{:.2}", form.total);
        Self {
            id: &payment.id,
            reference: &payment.reference,
            data: ReceiptData {
                summary_1: format!("Recibido: {} Bs.S", amount.replace('.', ",")),
                username: None,
                amount: Number(form.total),
                status: match state {
                    IntentState::Annulled => "Reversado",
                    _ => "Finalizado",
                },
                summary_amount: SummaryAmount { summary_1: amount },
                created_at: date(payment.at),
            },
        }
    }
}

impl<'a> Distribution<'a> {
    fn of(part: &'a SubmittedDistribution, state: IntentState) -> Self {
        Self {
            state: state.as_str(),
            digital_account_destination: Account {
                id: format!("sim-account-{}", part.account),
                name: "Cuenta simulada",
                username: &part.account,
            },
            amount: Number(part.amount),
            description: part.description.as_deref(),
        }
    }
}
