//! Reading values of one answer.

use std::collections::BTreeMap;

use payments_core::DecimalError;
use payments_core::redact;
use payments_core::{
    CivilTime, Currency, Money, Operation, PayToken, PaymentStatus, Personal, Result,
};
use payments_kit::codec::{Listed, Number, Scalar, Texts, parse_civil};
use payments_kit::http::BaseUrl;

use crate::error::{self, unreadable};
use crate::model::WalletAccount;
use crate::wire;

/// The manual's times bear no zone; the service runs in Venezuela.
const ZONE: &str = "America/Caracas";

/// Reads the answer of one call of one service. What is read repeats none of the call's secrets in
/// the service's words.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(super) operation: Operation,
    pub(super) base_url: &'a BaseUrl,
    pub(super) secrets: &'a [&'a str],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(operation: Operation, base_url: &'a BaseUrl, secrets: &'a [&'a str]) -> Self {
        Self {
            operation,
            base_url,
            secrets,
        }
    }

    pub(super) fn status(&self, state: &str) -> PaymentStatus {
        error::status(state, self.secrets)
    }

    /// The service's words.
    pub(super) fn words(&self, text: &str) -> String {
        redact::text_without(self.secrets, text)
    }

    pub(super) fn display_data(&self, texts: &Texts) -> BTreeMap<String, Personal> {
        let scrubbed = |(path, text): (&str, &str)| (path.to_owned(), self.words(text).into());
        texts.iter().map(scrubbed).collect()
    }

    /// A member that an answer cannot do without.
    pub(super) fn required(&self, name: &str, value: Scalar) -> Result<String> {
        let missing = || unreadable(self.operation, format!("the answer has no {name}"));
        value.into_text().ok_or_else(missing)
    }

    pub(super) fn currency(&self, id: &Scalar) -> Result<Currency> {
        let unknown = |_| unreadable(self.operation, "the amount has no known currency");
        id.text().unwrap_or_default().parse().map_err(unknown)
    }

    pub(super) fn money(&self, amount: Number, currency: Currency) -> Result<Money> {
        let amount = amount
            .decimal()
            .and_then(|read| read.ok_or(DecimalError::Syntax));
        let amount = amount
            .map_err(|reason| unreadable(self.operation, format!("the amount is {reason}")))?;
        Money::new(amount, currency)
            .map_err(|reason| unreadable(self.operation, reason.to_string()))
    }

    /// An amount that may be left out, but not be wrong.
    pub(super) fn optional_money(
        &self,
        amount: Number,
        currency: Currency,
    ) -> Result<Option<Money>> {
        let given = amount.is_given().then(|| self.money(amount, currency));
        given.transpose()
    }
}

pub(super) fn civil(time: &Scalar) -> Option<CivilTime> {
    parse_civil(time.text()?, ZONE)
}

pub(super) fn personal(value: Scalar) -> Option<Personal> {
    value.into_text().map(Personal::new)
}

/// The first of these members of an object that is there; the empty name is the value itself where
/// it is no object.
pub(super) fn first_of(texts: &Texts, names: &[&str]) -> Option<Personal> {
    let find = |name: &&str| texts.iter().find(|(path, _)| path == name);
    let (_, text) = names.iter().find_map(find)?;
    Some(Personal::new(text))
}

pub(super) fn pay_tokens(tokens: Listed<wire::PayToken>) -> Vec<PayToken> {
    let token = |token: wire::PayToken| {
        let name = token.data.name.into_text();
        Some(PayToken::new(token.id.into_text()?, name))
    };
    tokens.into_entries().filter_map(token).collect()
}

pub(super) fn account(account: wire::Account) -> WalletAccount {
    WalletAccount {
        id: account.id.into_text(),
        created_at: civil(&account.created_at),
        name: personal(account.name),
        username: personal(account.username),
    }
}
