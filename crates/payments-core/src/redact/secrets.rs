//! The sensitive values of one call, and the texts of its response without them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use secrecy::zeroize::Zeroize;

use super::{body_without, is_unmistakable, shows, text_without};

/// Why a value must not come back in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sensitivity {
    /// It gives access or can be charged: a key, a token, a card number, a security code, a PIN.
    Secret,
    /// It is about a person: a name, an address, a phone number, an account.
    Personal,
}

/// The sensitive values that a call sends, collected while its request is written.
///
/// The request carries them, the client attaches them to the response, and every text of the
/// response that is kept passes through [`redact`](Self::redact) or
/// [`redact_value`](Self::redact_value). Clones share the values, which are wiped from memory with
/// the last one. `Debug` prints how many there are.
///
/// ```
/// use payments_core::redact::Secrets;
///
/// let mut secrets = Secrets::new();
/// secrets.add_secret("8842");
/// secrets.add_personal("Ana");
/// assert_eq!(
///     secrets.redact("PIN 8842 of Ana is wrong"),
///     "PIN [secret] of [secret] is wrong",
/// );
/// assert_eq!(format!("{secrets:?}"), "Secrets { secret: 1, personal: 1 }");
/// ```
#[derive(Clone, Default)]
pub struct Secrets(Arc<List>);

/// All values in one text, so that a request of twenty fields costs two allocations.
#[derive(Clone, Default)]
struct List {
    text: String,
    /// Where each value ends; it starts where the one before it ends.
    ends: Vec<(Sensitivity, usize)>,
}

impl List {
    fn push(&mut self, sensitivity: Sensitivity, value: &str) {
        if value.len() > self.text.capacity() - self.text.len() {
            let needed = (self.text.len() + value.len()).next_power_of_two().max(256);
            let mut larger = String::with_capacity(needed);
            larger.push_str(&self.text);
            std::mem::replace(&mut self.text, larger).zeroize();
        }
        self.text.push_str(value);
        self.ends.push((sensitivity, self.text.len()));
    }

    fn values(&self) -> impl Iterator<Item = (Sensitivity, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |(sensitivity, end)| {
            let value = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*sensitivity, value)
        })
    }
}

impl Drop for List {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

impl Secrets {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value that gives access or can be charged. An empty one is left out.
    pub fn add_secret(&mut self, value: &str) {
        self.add(Sensitivity::Secret, value);
    }

    /// Adds a value about a person. An empty one is left out.
    pub fn add_personal(&mut self, value: &str) {
        self.add(Sensitivity::Personal, value);
    }

    fn add(&mut self, sensitivity: Sensitivity, value: &str) {
        if !value.trim().is_empty() {
            Arc::make_mut(&mut self.0).push(sensitivity, value);
        }
    }

    /// Adds the values of another list.
    pub fn extend(&mut self, others: &Self) {
        if self.is_empty() {
            *self = others.clone();
        } else if !others.is_empty() {
            let list = Arc::make_mut(&mut self.0);
            for (sensitivity, value) in others.0.values() {
                list.push(sensitivity, value);
            }
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.0.ends.is_empty()
    }

    /// Whether this is one of the values: for tests that no sensitive value is sent unmarked.
    pub fn contains(&self, value: &str) -> bool {
        self.all().any(|known| known == value)
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|(_, value)| value)
    }

    /// The values that give access or can be charged.
    fn secret(&self) -> Vec<&str> {
        let secret = |(sensitivity, value)| (sensitivity == Sensitivity::Secret).then_some(value);
        self.0.values().filter_map(secret).collect()
    }

    /// Redacts words of the provider: everything that [`text`](super::text) masks, and every value
    /// of this list, however short.
    pub fn redact<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        text_without(self.all(), text)
    }

    /// Redacts an id, a reference or another text that must stay as it is: it is returned
    /// unchanged, whatever it looks like, unless a secret or a long personal text of this list
    /// shows in it. Short personal texts and numbers stay: a reference may hold them by chance.
    pub fn redact_value<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        let text = text.into();
        let may_not_show = |(sensitivity, value): (Sensitivity, &'_ str)| {
            sensitivity == Sensitivity::Secret || is_unmistakable(value)
        };
        let hidden = self.0.values().filter(|value| may_not_show(*value));
        let hidden: Vec<&str> = hidden.map(|(_, value)| value).collect();
        if shows(&hidden, &text) {
            self.redact(text)
        } else {
            text.into_owned()
        }
    }

    /// Redacts the body of a response and keeps its meaning: only long secrets that are no numbers
    /// are masked, since a PIN may also be a year and an account an amount.
    pub fn redact_body<'a>(&self, body: &'a [u8]) -> Cow<'a, [u8]> {
        body_without(&self.secret(), body)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |sensitivity| {
            let values = self.0.values();
            values.filter(|(found, _)| *found == sensitivity).count()
        };
        f.debug_struct("Secrets")
            .field("secret", &count(Sensitivity::Secret))
            .field("personal", &count(Sensitivity::Personal))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Secrets {
        let mut secrets = Secrets::new();
        secrets.add_secret("123");
        secrets.add_secret("canary-token");
        secrets.add_personal("Ana María");
        secrets
    }

    #[test]
    fn words_lose_secret_and_personal_values() {
        assert_eq!(
            list().redact("code 123 of Ana María: canary-token, payment 456"),
            "code [secret] of [secret]: [secret], payment 456"
        );
    }

    #[test]
    fn an_id_stays_unless_it_shows_a_secret() {
        let id = "9".repeat(13);
        for id in [&*id, "Ana", "T-123x", "a=b&c"] {
            assert_eq!(list().redact_value(id), id);
        }
        assert_eq!(list().redact_value("T-123"), "T-[secret]");
        assert_eq!(list().redact_value("of Ana María"), "of [secret]");
        assert!(list().contains("123") && !list().contains("12"));
    }

    #[test]
    fn a_body_loses_long_secrets_only() {
        let body = list()
            .redact_body(b"{\"a\":123,\"b\":\"canary-token\"}")
            .into_owned();
        assert_eq!(body, b"{\"a\":123,\"b\":\"[secret]\"}");
    }

    #[test]
    fn a_list_grows_without_touching_its_clones() {
        let before = list();
        let mut after = before.clone();
        for number in 0..100 {
            after.add_personal(&format!("person-{number}"));
        }
        after.add_secret(" ");
        let mut other = Secrets::new();
        other.extend(&after);
        other.extend(&before);
        assert_eq!(format!("{before:?}"), "Secrets { secret: 2, personal: 1 }");
        assert_eq!(format!("{after:?}"), "Secrets { secret: 2, personal: 101 }");
        assert_eq!(format!("{other:?}"), "Secrets { secret: 4, personal: 102 }");
        assert_eq!(
            other.redact("person-99 and person-0"),
            "[secret] and [secret]"
        );
    }
}
