//! Payouts and the rows of payout files.

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{status, status_text};
use crate::output::{Item, Tabular};

/// A payout.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Payout {
    /// The provider's id.
    id: String,
    /// The status: `registered` in a batch that is still to be released at the provider,
    /// `accepted`, or `other`.
    status: String,
    /// The provider's own words where the status is `other`.
    provider_status: Option<String>,
    /// The merchant's reference.
    reference: Option<String>,
}

impl Payout {
    pub(crate) fn of(payout: &core::Payout) -> Self {
        let (status, provider_status) = status(&payout.status);
        Self {
            id: payout.id.to_string(),
            status,
            provider_status,
            reference: payout.reference.as_ref().map(ToString::to_string),
        }
    }
}

impl Tabular for Payout {
    const COLUMNS: &'static [&'static str] = &["reference", "status", "id"];

    fn item(&self) -> Item {
        Item::new()
            .with("id", &self.id)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("reference", &self.reference)
    }
}

/// The result of one row of a payout file.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PayoutRow {
    /// The number of the row, counted from 1 below the header.
    pub(crate) row: usize,
    /// The merchant's reference.
    pub(crate) reference: String,
    /// `done`, `done_before`, `rejected`, `rejected_before`, `not_sent`, or `unknown`: money may have
    /// moved.
    pub(crate) outcome: String,
    /// The payout, where the provider accepted it.
    pub(crate) payout: Option<Payout>,
    /// Why it was not done, or why the outcome is unknown.
    pub(crate) message: Option<String>,
    /// The command that finds out, where the outcome is unknown.
    pub(crate) find_out: Option<String>,
}

impl PayoutRow {
    /// The row as one line of text.
    pub(crate) fn line(&self) -> String {
        let mut line = format!("row {}  {}  ", self.row, self.reference);
        line.push_str(&self.outcome.replace('_', " "));
        if let Some(payout) = &self.payout {
            let status = status_text(&payout.status, payout.provider_status.as_deref());
            line.push_str(&format!("  {status}  {}", payout.id));
        }
        if let Some(message) = &self.message {
            line.push_str(&format!("  {message}"));
        }
        line
    }
}

impl Tabular for PayoutRow {
    const COLUMNS: &'static [&'static str] = &["row", "reference", "outcome", "id"];

    fn item(&self) -> Item {
        Item::new()
            .with("row", self.row.to_string())
            .with("reference", &self.reference)
            .with("outcome", self.outcome.replace('_', " "))
            .with("id", self.payout.as_ref().map(|payout| &payout.id))
            .with("message", &self.message)
            .with("find out with", &self.find_out)
    }
}
