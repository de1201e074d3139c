//! Refunds.

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::Money;
use super::basics::{status, status_text};
use crate::output::{Item, Tabular};

/// A refund.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Refund {
    /// The provider's id.
    id: String,
    /// The payment that it returns.
    payment: String,
    /// The status: `processing`, `refunded`, `declined`, or `other`.
    status: String,
    /// The provider's own words where the status is `other`.
    provider_status: Option<String>,
    /// The merchant's reference.
    reference: Option<String>,
    /// How much it returns.
    amount: Option<Money>,
}

impl Refund {
    pub(crate) fn of(refund: &core::Refund) -> Self {
        let (status, provider_status) = status(&refund.status);
        Self {
            id: refund.id.to_string(),
            payment: refund.payment.to_string(),
            status,
            provider_status,
            reference: refund.reference.as_ref().map(ToString::to_string),
            amount: refund.amount.map(Money::of),
        }
    }
}

impl Tabular for Refund {
    const COLUMNS: &'static [&'static str] = &["payment", "amount", "status", "id"];

    fn item(&self) -> Item {
        Item::new()
            .with("id", &self.id)
            .with("payment", &self.payment)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("reference", &self.reference)
            .with("amount", self.amount.as_ref().map(Money::text))
    }
}
