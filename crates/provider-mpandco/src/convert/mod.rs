//! Conversion from the shapes of the wire to the model. An amount that cannot be read fails the
//! whole response; anything else that is malformed is left out or kept as it is.

mod intent;
mod wallet_payment;

use std::collections::BTreeMap;

use payments_core::redact::Secrets;
use payments_core::{
    CivilTime, Currency, DecimalError, Money, Operation, PayToken, Payment, PaymentId,
    PaymentStatus, Personal, Result,
};
use payments_kit::codec::{Listed, Number, Scalar, Texts, parse_civil};
use payments_kit::http::BaseUrl;

use crate::error::{self, unreadable};
use crate::model::{Intent, WalletAccount};
use crate::wire;

/// Returns the intent if it is the requested one.
pub(crate) fn intent_of(operation: Operation, intent: Intent, id: &PaymentId) -> Result<Intent> {
    if intent.id == *id {
        Ok(intent)
    } else {
        Err(unreadable(
            operation,
            "the response is about another payment",
        ))
    }
}

/// Returns the payment if it is in the state that the call should have led to.
pub(crate) fn must_be(
    operation: Operation,
    intent: Intent,
    wanted: &PaymentStatus,
) -> Result<Payment> {
    if intent.status == *wanted {
        return Ok(intent.into_payment());
    }
    let status = intent.status;
    let detail = format!("the response says that the payment is {status:?}, not {wanted:?}");
    Err(unreadable(operation, detail))
}

/// The times of the service have no zone; it runs in Venezuela.
const ZONE: &str = "America/Caracas";

/// Reads the response to one call. What it returns repeats none of the call's secrets.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) operation: Operation,
    pub(crate) base_url: &'a BaseUrl,
    pub(crate) secrets: &'a Secrets,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(operation: Operation, base_url: &'a BaseUrl, secrets: &'a Secrets) -> Self {
        Self {
            operation,
            base_url,
            secrets,
        }
    }

    fn status(&self, state: &str) -> PaymentStatus {
        error::status(state, self.secrets)
    }

    /// Returns a text of the service, redacted.
    fn redacted(&self, text: &str) -> String {
        self.secrets.redact(text)
    }

    fn display_data(&self, texts: &Texts) -> BTreeMap<String, Personal> {
        let redacted = |(path, text): (&str, &str)| (path.to_owned(), self.redacted(text).into());
        texts.iter().map(redacted).collect()
    }

    /// Returns a member that every response must have.
    fn required(&self, name: &str, value: Scalar) -> Result<String> {
        let missing = || unreadable(self.operation, format!("the response has no {name}"));
        value.into_text().ok_or_else(missing)
    }

    fn currency(&self, id: &Scalar) -> Result<Currency> {
        let unknown = |_| unreadable(self.operation, "the amount has no known currency");
        id.text().unwrap_or_default().parse().map_err(unknown)
    }

    fn money(&self, amount: Number, currency: Currency) -> Result<Money> {
        let amount = amount
            .decimal()
            .and_then(|read| read.ok_or(DecimalError::Syntax));
        let amount = amount
            .map_err(|reason| unreadable(self.operation, format!("the amount is {reason}")))?;
        Money::new(amount, currency)
            .map_err(|reason| unreadable(self.operation, reason.to_string()))
    }

    /// Returns an amount that may be missing, but not malformed.
    fn optional_money(&self, amount: Number, currency: Currency) -> Result<Option<Money>> {
        let given = amount.is_given().then(|| self.money(amount, currency));
        given.transpose()
    }
}

fn civil(time: &Scalar) -> Option<CivilTime> {
    parse_civil(time.text()?, ZONE)
}

fn personal(value: Scalar) -> Option<Personal> {
    value.into_text().map(Personal::new)
}

/// Returns the first of these members that an object has; the empty name is the value itself if it
/// is not an object.
fn first_of(texts: &Texts, names: &[&str]) -> Option<Personal> {
    let find = |name: &&str| texts.iter().find(|(path, _)| path == name);
    let (_, text) = names.iter().find_map(find)?;
    Some(Personal::new(text))
}

fn pay_tokens(tokens: Listed<wire::PayToken>) -> Vec<PayToken> {
    let token = |token: wire::PayToken| {
        let name = token.data.name.into_text();
        Some(PayToken::new(token.id.into_text()?, name))
    };
    tokens.into_entries().filter_map(token).collect()
}

fn account(account: wire::Account) -> WalletAccount {
    WalletAccount {
        id: account.id.into_text(),
        created_at: civil(&account.created_at),
        name: personal(account.name),
        username: personal(account.username),
    }
}
