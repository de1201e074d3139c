//! A payment intent and its transactions.

use std::collections::BTreeMap;

use payments_core::{
    CivilTime, MerchantReference, Money, NextAction, PayToken, PayerId, Payment, PaymentId,
    PaymentStatus, Personal,
};
use serde::Serialize;

use super::{WalletAccount, WalletPaymentId};
use crate::links::{Link, UncheckedLink};

/// A payment intent as the service keeps it (chapter 6.8). [`payment`](Self::payment) converts it
/// to the payment of the traits of `payments-core`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Intent {
    /// Its id, a UUID.
    pub id: PaymentId,
    /// Who starts the payment.
    pub kind: IntentKind,
    /// Its status.
    pub status: PaymentStatus,
    /// The amount to pay: the sum of the transactions. Absent, with a warning, if it cannot be read.
    pub amount: Option<Money>,
    /// The service's own totals. Their amount is not always the sum of the transactions, not even
    /// in the manual.
    pub total: Option<IntentTotals>,
    /// Who approved it; for a request, who is asked to.
    pub payer: Option<Payer>,
    /// Who is billed, in a request: a user name, phone number or identity document.
    pub recipient: Option<Personal>,
    /// The URL that the payer's browser, or the service, calls after an approval.
    pub return_url: Option<String>,
    /// The URL that the browser of a payer who gave up calls.
    pub cancel_url: Option<String>,
    /// The calls of the return URL that the service made from its servers.
    pub return_calls: Vec<ReturnCall>,
    /// What is paid for.
    pub transactions: Vec<Transaction>,
    /// The accounts of the payer of a request, where the service offers them for the intent as a
    /// whole.
    pub pay_tokens: Vec<PayToken>,
    /// When it was created, in Venezuelan time.
    pub created_at: Option<CivilTime>,
    /// When its state changed last, in Venezuelan time.
    pub updated_at: Option<CivilTime>,
    /// What could not be read, or contradicts something else in the response.
    pub warnings: Vec<String>,
    #[serde(skip)]
    pub(crate) links: Links,
    /// Where the response contradicts itself, or reports an error: reasons not to believe it.
    #[serde(skip)]
    pub(crate) conflicts: Vec<String>,
    /// Whether no transaction may be missing.
    #[serde(skip)]
    pub(crate) has_all_transactions: bool,
}

/// Who starts the payment of an intent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IntentKind {
    /// The payer, by the payment button.
    Sale,
    /// The merchant, who bills somebody.
    Request,
    /// A kind that this version does not know, in the service's own word.
    Other(String),
}

/// The service's totals over all transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct IntentTotals {
    /// All items.
    pub items: Option<Money>,
    /// All shipping.
    pub shipping: Option<Money>,
    /// All tax.
    pub tax: Option<Money>,
    /// The sum of everything.
    pub amount: Option<Money>,
}

/// The payer who approved an intent, or is asked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Payer {
    /// The id to confirm with.
    pub id: PayerId,
    /// The full name.
    pub name: Option<Personal>,
}

/// One transaction of an intent: one invoice of the merchant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Transaction {
    /// Its id, which a confirmation with a token per transaction names.
    pub id: Option<String>,
    /// Its amount. Absent if it cannot be read.
    pub amount: Option<Money>,
    /// The part for shipping.
    pub shipping: Option<Money>,
    /// The part that is tax.
    pub tax: Option<Money>,
    /// The part that is neither.
    pub subtotal: Option<Money>,
    /// The lines of the order.
    pub items: Vec<TransactionItem>,
    /// The description that the payer reads.
    pub description: Option<String>,
    /// The merchant's reference, which the service calls the invoice number.
    pub reference: Option<MerchantReference>,
    /// The payment that it led to, after it was executed.
    pub receipt: Option<Receipt>,
    /// The parts of it that go to other accounts.
    pub distributions: Vec<Distribution>,
    /// The accounts of the payer of a request, where the service offers them for each transaction.
    pub pay_tokens: Vec<PayToken>,
    /// All invoice numbers that the response has for it.
    #[serde(skip)]
    pub(crate) references: Vec<String>,
}

/// A line of the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TransactionItem {
    /// The name shown to the payer.
    pub name: Option<String>,
    /// How many.
    pub quantity: Option<u32>,
    /// The merchant's stock-keeping unit.
    pub sku: Option<String>,
    /// The price of one.
    pub price: Option<Money>,
}

/// The payment that a transaction led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The id of the payment in the wallet.
    pub id: Option<WalletPaymentId>,
    /// The receipt number: `P` and 13 digits.
    pub number: Option<String>,
    /// Texts for display by their names, such as `summary_1`, redacted.
    pub data: BTreeMap<String, Personal>,
}

/// A part of a transaction that goes to another account on execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Distribution {
    /// Its status, by the states of an intent.
    pub status: Option<PaymentStatus>,
    /// Who receives it.
    pub account: WalletAccount,
    /// The amount.
    pub amount: Option<Money>,
    /// The description that the receiver reads.
    pub description: Option<String>,
}

/// One call of the return URL from the service's servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReturnCall {
    /// The URL that was called.
    pub url: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// The HTTP status of the merchant's response.
    pub status: Option<u16>,
    /// The body of the merchant's response, redacted.
    pub body: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) execute: Option<UncheckedLink>,
    /// Of an intent that waits for an approval.
    pub(crate) approval: Option<Link>,
    pub(crate) cancel: Option<UncheckedLink>,
}

impl IntentKind {
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

impl Intent {
    /// Returns the merchant's reference: the invoice number of the first transaction.
    pub fn reference(&self) -> Option<&MerchantReference> {
        self.transactions.first()?.reference.as_ref()
    }

    /// Converts the intent to the payment of the traits.
    pub fn payment(&self) -> Payment {
        self.clone().into_payment()
    }

    /// Converts the intent to the payment of the traits without copying it.
    pub fn into_payment(mut self) -> Payment {
        let mut warnings = std::mem::take(&mut self.warnings);
        if self.is_waiting() && self.links.approval == Some(Link::Foreign) {
            // The payer's browser is sent to the service that the client was built for only.
            warnings
                .push("the approval page is not that of this payment, and is left out".to_owned());
        }
        let next_action = self.take_next_action();
        // For a request, the service names the payer before the approval.
        let payer = self.payer.take().filter(|_| !self.is_waiting());
        let payment = Payment::new(self.id, self.status, self.amount)
            .with_payer(payer.map(|payer| payer.id))
            .with_created_at(self.created_at)
            .with_next_action(next_action)
            .with_warnings(warnings);
        match self.transactions.into_iter().next() {
            Some(first) => payment
                .with_reference(first.reference)
                .with_description(first.description)
                .with_receipt(first.receipt.and_then(|receipt| receipt.number)),
            None => payment,
        }
    }

    fn is_waiting(&self) -> bool {
        self.status == PaymentStatus::AwaitingApproval
    }

    fn take_next_action(&mut self) -> Option<NextAction> {
        if !self.is_waiting() {
            return None;
        }
        if self.kind == IntentKind::Request {
            let tokens = self.take_pay_tokens();
            return Some(NextAction::AskPayer { tokens });
        }
        match self.links.approval.take() {
            Some(Link::Ours(url)) => Some(NextAction::RedirectPayer(url)),
            _ => None,
        }
    }

    /// Returns the tokens of the intent and of its transactions: the service puts them on either.
    fn take_pay_tokens(&mut self) -> Vec<PayToken> {
        let mut tokens = std::mem::take(&mut self.pay_tokens);
        for transaction in &mut self.transactions {
            for token in transaction.pay_tokens.drain(..) {
                if !tokens.contains(&token) {
                    tokens.push(token);
                }
            }
        }
        tokens
    }
}
