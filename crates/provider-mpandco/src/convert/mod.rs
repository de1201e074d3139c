//! Conversion from the shapes of the wire to the model. An amount that cannot be read fails the
//! whole response; anything else that is malformed is left out or kept as it is.

mod intent;
mod wallet_payment;

use std::collections::BTreeMap;

use payments_core::redact::Secrets;
use payments_core::{Operation, PayToken, Payment, PaymentId, PaymentStatus, Personal, Result};
use payments_kit::codec::{self, Listed, Texts};
use payments_kit::http::BaseUrl;

use crate::error::{self, NAME, unreadable};
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

/// Reads the response to one call: the values as the kit reads them, and what only this service
/// has.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    values: codec::Reader<'a>,
    base_url: &'a BaseUrl,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(operation: Operation, base_url: &'a BaseUrl, secrets: &'a Secrets) -> Self {
        Self {
            values: codec::Reader::new(NAME, operation, ZONE, secrets),
            base_url,
        }
    }

    pub(crate) fn secrets(&self) -> &'a Secrets {
        self.values.secrets()
    }

    fn status(&self, state: &str) -> PaymentStatus {
        error::status(state, self.secrets())
    }

    fn display_data(&self, texts: &Texts) -> BTreeMap<String, Personal> {
        let redacted =
            |(path, text): (&str, &str)| (path.to_owned(), self.secrets().redact(text).into());
        texts.iter().map(redacted).collect()
    }

    fn account(&self, account: wire::Account) -> WalletAccount {
        WalletAccount {
            id: account.id.into_text(),
            created_at: self.values.time(&account.created_at),
            name: self.values.personal(&account.name),
            username: self.values.personal(&account.username),
        }
    }
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
