//! The transactions of an intent.

use std::collections::BTreeMap;

use payments_core::{MerchantReference, Money, PayToken, PaymentStatus, Personal};
use serde::Serialize;

use super::{WalletAccount, WalletPaymentId};

/// One transaction of an intent: one invoice of the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Transaction {
    /// Its id, to name it by where each transaction is paid with a token of its own.
    pub id: Option<String>,
    /// What it costs.
    pub amount: Money,
    /// What of it is for shipping.
    pub shipping: Option<Money>,
    /// What of it is tax.
    pub tax: Option<Money>,
    /// What of it is neither.
    pub subtotal: Option<Money>,
    /// The lines of the order.
    pub items: Vec<TransactionItem>,
    /// What the payer reads.
    pub description: Option<String>,
    /// The merchant's reference, which the service calls the invoice number.
    pub reference: Option<MerchantReference>,
    /// The payment that it led to, once it was executed.
    pub receipt: Option<Receipt>,
    /// The parts of it that go to other accounts.
    pub distributions: Vec<Distribution>,
    /// The accounts of the payer of a request, where the service offers them for each transaction.
    pub pay_tokens: Vec<PayToken>,
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
    /// Texts for display by their names, such as `summary_1`, scrubbed.
    pub data: BTreeMap<String, Personal>,
}

/// A part of a transaction that goes to another account on execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Distribution {
    /// Where it stands, by the states of an intent.
    pub status: Option<PaymentStatus>,
    /// Who receives it.
    pub account: WalletAccount,
    /// How much.
    pub amount: Money,
    /// What the receiver reads.
    pub description: Option<String>,
}
