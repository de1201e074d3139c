//! A payment intent (chapter 6.8), as far as it is read.

use payments_core::codec::Scalar;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) payer: Option<Payer>,
    pub(crate) total: Option<Total>,
    #[serde(default)]
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) created_at: Option<String>,
    #[serde(default, rename = "_links")]
    pub(crate) links: Links,
}

#[derive(Deserialize)]
pub(crate) struct Payer {
    pub(crate) payer_info: PayerInfo,
}

#[derive(Deserialize)]
pub(crate) struct PayerInfo {
    pub(crate) id: Scalar,
}

#[derive(Deserialize)]
pub(crate) struct Total {
    pub(crate) currency: CurrencyId,
    /// A number or a text.
    pub(crate) amount: Scalar,
}

#[derive(Deserialize)]
pub(crate) struct CurrencyId {
    pub(crate) id: String,
}

#[derive(Deserialize)]
pub(crate) struct Transaction {
    pub(crate) amount: Amount,
    #[serde(default)]
    pub(crate) description: Scalar,
    #[serde(default)]
    pub(crate) invoice_number: Scalar,
    pub(crate) related_resources: Option<RelatedResources>,
}

#[derive(Deserialize)]
pub(crate) struct Amount {
    pub(crate) currency: CurrencyId,
    /// A number or a text.
    pub(crate) total: Scalar,
}

/// What the transaction led to: one of the two, by the intent's kind.
#[derive(Deserialize)]
pub(crate) struct RelatedResources {
    pub(crate) sale: Option<Receipt>,
    pub(crate) request: Option<Receipt>,
}

#[derive(Deserialize)]
pub(crate) struct Receipt {
    #[serde(default, rename = "ref")]
    pub(crate) number: Scalar,
}

/// Absent links are normal: there is no approval for a request, and no cancelling before
/// execution.
#[derive(Default, Deserialize)]
pub(crate) struct Links {
    pub(crate) execute: Option<Link>,
    pub(crate) approval_url: Option<Link>,
}

#[derive(Deserialize)]
pub(crate) struct Link {
    pub(crate) href: String,
}
