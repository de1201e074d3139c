//! Conversion from the shapes of the wire to the model. A response without an id or a state cannot
//! be read; anything else that cannot be read is left out with a warning.

mod amount;
mod intent;
mod wallet_payment;

use std::collections::BTreeMap;

use payments_core::redact::Secrets;
use payments_core::{Operation, PayToken, PaymentStatus, Personal, Result};
use payments_kit::codec::{self, Scalars, Texts};
use payments_kit::http::BaseUrl;

pub(crate) use intent::UnreadableIntent;

use crate::error::{self, NAME};
use crate::model::WalletAccount;
use crate::wire;

/// The times of the service have no zone; it runs in Venezuela.
const ZONE: &str = "America/Caracas";

/// Reads the response to one call: the values as the kit reads them, and what only this service
/// has.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    values: codec::Reader<'a>,
    base_url: &'a BaseUrl,
    notice: Option<&'a str>,
}

/// What was noticed while one intent or payment was read.
#[derive(Debug, Default)]
struct Notes {
    /// What could not be read.
    warnings: Vec<String>,
    /// Where the response contradicts itself, or reports an error beside the payment.
    conflicts: Vec<String>,
}

impl Notes {
    fn warn(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.warnings.contains(&text) {
            self.warnings.push(text);
        }
    }

    fn conflict(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.warn(text.clone());
        self.conflicts.push(text);
    }
}

impl<'a> Reader<'a> {
    /// Returns a reader; `notice` is unexpected output around the response body.
    pub(crate) fn new(
        operation: Operation,
        base_url: &'a BaseUrl,
        secrets: &'a Secrets,
        notice: Option<&'a str>,
    ) -> Self {
        Self {
            values: codec::Reader::new(NAME, operation, ZONE, secrets),
            base_url,
            notice,
        }
    }

    pub(crate) fn secrets(&self) -> &'a Secrets {
        self.values.secrets()
    }

    fn notes(&self) -> Notes {
        let mut notes = Notes::default();
        if let Some(notice) = self.notice {
            let notice = self.secrets().redact(notice);
            notes.warn(format!(
                "unexpected output around the response body: {notice}"
            ));
        }
        notes
    }

    fn status(&self, state: &str) -> PaymentStatus {
        error::status(state, self.secrets())
    }

    /// Returns all different values of a member, without the secrets of the request.
    fn distinct(&self, values: &Scalars) -> Vec<String> {
        let mut distinct = Vec::new();
        for text in values.texts() {
            let text = self.secrets().redact_value(text);
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        }
        distinct
    }

    /// Returns the only value of a member; several are a conflict.
    fn one(&self, name: &str, values: &Scalars, notes: &mut Notes) -> Option<String> {
        let mut texts = values.texts();
        let first = texts.next()?;
        if texts.next().is_none() {
            return Some(self.secrets().redact_value(first));
        }
        let mut distinct = self.distinct(values);
        if distinct.len() > 1 {
            notes.conflict(format!("the response has several values for {name}"));
            return None;
        }
        distinct.pop()
    }

    /// Returns the only value of a member without which the response cannot be read.
    pub(crate) fn required(&self, name: &str, values: &Scalars) -> Result<String> {
        let mut distinct = self.distinct(values);
        match (distinct.pop(), distinct.is_empty()) {
            (Some(value), true) => Ok(value),
            (Some(_), false) => {
                let reason = format!("the response has several values for {name}");
                Err(self.values.unreadable(reason))
            }
            (None, _) => {
                let reason = format!("the response has no {name}");
                Err(self.values.unreadable(reason))
            }
        }
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

/// Returns the entries that could be parsed, with a warning if there are others.
fn parsed<T>(
    name: &str,
    list: wire::List<T>,
    notes: &mut Notes,
) -> impl Iterator<Item = T> + use<T> {
    if list.has_unreadable() {
        notes.warn(format!(
            "the list of {name} has an entry that cannot be read"
        ));
    }
    list.into_parsed()
}

fn pay_tokens(tokens: wire::List<wire::PayToken>, notes: &mut Notes) -> Vec<PayToken> {
    let token = |token: wire::PayToken| {
        let name = token.data.name.into_text();
        Some(PayToken::new(token.id.into_text()?, name))
    };
    let tokens = parsed("pay tokens", tokens, notes);
    tokens.filter_map(token).collect()
}
