//! Transactions of a PagoFácil account.

use provider_pagofacil as pagofacil;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{Card, LocalTime, Money, Privacy, status, status_text};
use crate::output::{Item, Tabular};

/// A transaction of a PagoFácil account: a one-time charge, or a charge of a subscription.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Transaction {
    /// The service's number.
    id: String,
    /// The merchant's reference, or the contract number of a subscription.
    reference: Option<String>,
    /// `approved`, `declined` or `other`.
    outcome: String,
    /// The service's own words where the outcome is `other`.
    provider_outcome: Option<String>,
    /// The service's status number, for `--status`.
    status: Option<String>,
    /// The amount.
    amount: Option<Money>,
    /// When it was made.
    made: Option<LocalTime>,
    /// The authorization number of the bank.
    authorization: Option<String>,
    /// The processor's message.
    message: Option<String>,
    /// The service's number of its kind.
    kind: Option<String>,
    /// The channel: `recurring` for the charge of a subscription.
    via: Option<String>,
    /// The id of the branch.
    branch: Option<String>,
    /// The name of the branch.
    branch_name: Option<String>,
    /// The merchant's own `param1` to `param5`; printed with `--show-personal`.
    params: Vec<Option<String>>,
    /// The card.
    card: Card,
    /// The country of the card.
    card_country: Option<String>,
    /// The bank of the card.
    card_bank: Option<String>,
    /// The e-mail address of the cardholder; printed with `--show-personal`.
    cardholder_email: Option<String>,
    /// The name of the cardholder; printed with `--show-personal`.
    cardholder_name: Option<String>,
}

impl Transaction {
    pub(crate) fn of(transaction: &pagofacil::Transaction, privacy: Privacy) -> Self {
        let (outcome, provider_outcome) = status(&transaction.outcome);
        let params = transaction.params.iter();
        Self {
            id: transaction.id.clone(),
            reference: transaction.reference.as_ref().map(ToString::to_string),
            outcome,
            provider_outcome,
            status: transaction.status.clone(),
            amount: transaction.amount.map(Money::of),
            made: transaction.at.map(LocalTime::of),
            authorization: transaction.authorization.clone(),
            message: transaction.message.clone(),
            kind: transaction.kind.clone(),
            via: transaction.via.clone(),
            branch: transaction.branch_id.clone(),
            branch_name: transaction.branch_name.clone(),
            params: params
                .map(|param| privacy.optional(param.as_ref()))
                .collect(),
            card: Card::of(&transaction.card),
            card_country: transaction.card_country.clone(),
            card_bank: transaction.card_bank.clone(),
            cardholder_email: privacy.optional(transaction.cardholder_email.as_ref()),
            cardholder_name: privacy.optional(transaction.cardholder_name.as_ref()),
        }
    }
}

impl Tabular for Transaction {
    const COLUMNS: &'static [&'static str] =
        &["reference", "outcome", "amount", "made", "card", "id"];

    fn item(&self) -> Item {
        let made = self.made.as_ref();
        let item = Item::new()
            .with("id", &self.id)
            .with("reference", &self.reference)
            .with(
                "outcome",
                status_text(&self.outcome, self.provider_outcome.as_deref()),
            )
            .with("status", &self.status)
            .with("amount", self.amount.as_ref().map(Money::text))
            .with_short(
                "made",
                made.map(LocalTime::text),
                made.map(LocalTime::minute),
            )
            .with("authorization", &self.authorization)
            .with("message", &self.message)
            .with("kind", &self.kind)
            .with("via", &self.via)
            .with("branch", &self.branch)
            .with("branch name", &self.branch_name)
            .with("card", self.card.text())
            .with("card country", &self.card_country)
            .with("card bank", &self.card_bank)
            .with("cardholder e-mail", &self.cardholder_email)
            .with("cardholder", &self.cardholder_name);
        let params = ["param1", "param2", "param3", "param4", "param5"];
        let params = params.into_iter().zip(&self.params);
        params.fold(item, |item, (name, text)| item.with(name, text))
    }
}
