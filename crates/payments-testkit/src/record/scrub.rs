//! Replaces secret and personal values, the same value by the same replacement everywhere.

use payments_core::redact::Secrets;

use super::exchange::{Exchange, Part, Role};
use super::meaning::{Meaning, is_masked, is_personal, is_secret, meaning};
use super::personal::{emails, invented_email, invented_name, invented_phone, is_phone};
use super::scan::{Field, rewritten};
use crate::placeholder::is_placeholder;

/// A value of this length is replaced everywhere; a shorter one only as a separate word.
const LONG: usize = 8;

/// A value shorter than a security code is not taken for a quoted secret: a `1` in the field of a
/// key is the number of a row, and addresses hold it too.
const QUOTED: usize = 3;

/// The request headers that differ from call to call. A placeholder is written for their values.
const VOLATILE: [&str; 10] = [
    "date",
    "digest",
    "idempotency-key",
    "signature",
    "traceparent",
    "x-correlation-id",
    "x-idempotency-key",
    "x-request-id",
    "x-signature",
    "x-timestamp",
];

/// The replacements.
#[derive(Clone, Default)]
pub(super) struct Scrubber {
    /// The longest first: a value may contain another one.
    everywhere: Vec<(String, String)>,
    in_secret_fields: Vec<(String, String)>,
    emails: usize,
    phones: usize,
    people: usize,
}

impl Scrubber {
    pub(super) fn add(&mut self, value: &str, replacement: String) {
        if !value.is_empty() && !knows(&self.everywhere, value) {
            self.everywhere.push((value.to_owned(), replacement));
            self.everywhere
                .sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
        }
    }

    pub(super) fn add_person(&mut self, name: &str) {
        self.people += 1;
        self.add(name, invented_name(self.people));
    }

    /// Learns what is secret or personal in an exchange.
    pub(super) fn learn(&mut self, exchange: &Exchange) {
        for field in exchange.parts.iter().flat_map(Part::leaves) {
            let value = field.value.as_str();
            if is_to_be_replaced(&field) {
                self.learn_secret(field.name(), value);
            } else if is_authorization(&field)
                && let Some(token) = value.strip_prefix("Bearer ")
            {
                self.learn_secret("token", token);
            } else if meaning(field.name()) == Some(Meaning::Phone) && is_phone(value) {
                self.phones += 1;
                self.add(value, invented_phone(self.phones));
            }
            for email in emails(value) {
                self.emails += 1;
                let email = value.get(email).unwrap_or_default();
                self.add(email, invented_email(self.emails));
            }
        }
    }

    fn learn_secret(&mut self, name: &str, value: &str) {
        if knows(&self.in_secret_fields, value) || is_placeholder(value) {
            return;
        }
        let taken = |placeholder: &String| {
            self.in_secret_fields
                .iter()
                .any(|(_, other)| other == placeholder)
        };
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            .collect();
        let numbered = (2..).map(|number| format!("[{name} {number}]"));
        let placeholder = std::iter::once(format!("[{name}]"))
            .chain(numbered)
            .find(|placeholder| !taken(placeholder))
            .unwrap_or_default();
        let given = replacement(&self.everywhere, value);
        let placeholder = given.map_or(placeholder, str::to_owned);
        self.in_secret_fields
            .push((value.to_owned(), placeholder.clone()));
        if value.len() >= LONG {
            self.add(value, placeholder);
        }
    }

    pub(super) fn scrub(&self, part: &mut Part) {
        if let Role::RequestHeader(name) = &part.role
            && VOLATILE.contains(&name.as_str())
        {
            part.text = format!("[{name}]");
            return;
        }
        let change = |field: &Field| self.change(field);
        part.text = rewritten(&part.text, part.syntax, &part.names(), &change);
    }

    fn change(&self, field: &Field) -> Option<String> {
        if is_authorization(field) {
            let bearer = field.value.starts_with("Bearer ");
            return Some(if bearer { "Bearer [token]" } else { "[secret]" }.to_owned());
        }
        if is_to_be_replaced(field) {
            return replacement(&self.in_secret_fields, &field.value).map(str::to_owned);
        }
        let mut value = self.replaced_everywhere(&field.value);
        // Services quote what they refuse: `'222' no es un cvt`. An amount may be 222 too.
        if value.contains(char::is_whitespace) {
            let quoted = self.in_secret_fields.iter();
            for (old, new) in quoted.filter(|(old, _)| old.len() >= QUOTED) {
                value = replaced_alone(&value, old, new, &in_prose);
            }
        }
        (value != field.value).then_some(value)
    }

    fn replaced_everywhere(&self, text: &str) -> String {
        let pairs = self.everywhere.iter();
        pairs.fold(text.to_owned(), |text, (old, new)| {
            replaced(&text, old, new)
        })
    }

    /// Whether a value is left that should not be.
    pub(super) fn is_left_in(&self, text: &str) -> bool {
        self.everywhere
            .iter()
            .any(|(old, new)| replaced(text, old, new) != text)
    }

    /// A text of an exchange as a message may quote it.
    pub(super) fn quotable(&self, text: &str) -> String {
        let mut secrets = Secrets::new();
        for (secret, _) in &self.in_secret_fields {
            secrets.add_secret(secret);
        }
        secrets.redact(self.replaced_everywhere(text))
    }
}

fn is_authorization(field: &Field) -> bool {
    field.name().eq_ignore_ascii_case("authorization")
}

fn is_to_be_replaced(field: &Field) -> bool {
    let harmless = field.value.trim().is_empty() || field.is_constant();
    let replaced = is_secret(field.name()) || is_personal(&field.names);
    replaced && !harmless && !is_masked(&field.value, 4)
}

fn knows(pairs: &[(String, String)], value: &str) -> bool {
    replacement(pairs, value).is_some()
}

fn replacement<'a>(pairs: &'a [(String, String)], value: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(original, _)| original == value)
        .map(|(_, replacement)| replacement.as_str())
}

fn replaced(text: &str, old: &str, new: &str) -> String {
    replaced_alone(text, old, new, &|before, after| {
        let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let alone = !joined(before.chars().next_back()) && !joined(after.chars().next());
        old.len() >= LONG || alone
    })
}

/// Whether what is between these texts is a word, and no part of a date, a time or an amount.
fn in_prose(before: &str, after: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || "/:-_+.,".contains(c);
    let behind = after.trim_start_matches(['.', ',']);
    let ends = !after.starts_with(|c: char| joins(c) && !".,".contains(c));
    ends && !before.ends_with(joins) && (behind == after || !behind.starts_with(char::is_numeric))
}

fn replaced_alone(
    text: &str,
    old: &str,
    new: &str,
    is_alone: &dyn Fn(&str, &str) -> bool,
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut copied = 0;
    for (start, found) in text.match_indices(old) {
        let end = start + found.len();
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        written.push_str(text.get(copied..start).unwrap_or_default());
        written.push_str(if is_alone(before, after) { new } else { old });
        copied = end;
    }
    written + text.get(copied..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::scan::{Syntax, leaves};

    #[test]
    fn nothing_is_no_value_to_replace_and_the_first_replacement_of_a_value_counts() {
        let mut scrubber = Scrubber::default();
        scrubber.add("", "[nothing]".to_owned());
        scrubber.add("maria", "[first]".to_owned());
        scrubber.add("maria", "[second]".to_owned());
        assert_eq!(scrubber.quotable("a maria b"), "a [first] b");
        assert!(scrubber.is_left_in("a maria") && !scrubber.is_left_in("a mariana"));
    }

    #[test]
    fn each_secret_of_a_field_has_one_placeholder_and_a_placeholder_none() {
        let mut scrubber = Scrubber::default();
        for value in ["4711", "4711", "[pin]", "4712"] {
            scrubber.learn_secret("pin", value);
        }
        let pair = |value: &str, given: &str| (value.to_owned(), given.to_owned());
        let expected = [pair("4711", "[pin]"), pair("4712", "[pin 2]")];
        assert_eq!(scrubber.in_secret_fields, expected);
    }

    #[test]
    fn what_is_nothing_yes_or_no_or_starred_out_is_no_secret() {
        let replaced = |json: &str| {
            let fields = leaves(json, Syntax::Json, &[]);
            assert!(!fields.is_empty(), "{json}");
            fields.iter().any(is_to_be_replaced)
        };
        assert!(replaced(r#"{"pin":"4711"}"#) && replaced(r#"{"pin":4711}"#));
        for json in [
            r#"{"pin":null}"#,
            r#"{"pin":true}"#,
            r#"{"pin":" "}"#,
            r#"{"cvt":"(3) ***"}"#,
            r#"{"note":"4711"}"#,
        ] {
            assert!(!replaced(json), "{json}");
        }
    }
}
