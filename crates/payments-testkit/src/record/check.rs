//! The last check before a recording is written.

use super::digits::could_be_card;
use super::error::Finding;
use super::exchange::{Exchange, Part, Role};
use super::meaning::{Meaning, is_masked, meaning};
use super::personal::{emails, is_phone};
use super::scan::{Field, percent_decoded};
use super::scrub::Scrubber;
use crate::placeholder::is_placeholder;

/// An unbroken word of letters and digits this long is a key or a token.
const LONG_WORD: usize = 32;

const CARD: &str = "13 to 19 digits that could be a card number";
const WORD: &str = "a word that could be a token";
const EMAIL: &str = "an e-mail address";
const LEFT: &str = "a value that should have been replaced";

/// Everything that must not be saved.
pub(super) fn findings(exchanges: &[Exchange], scrubber: &Scrubber) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, exchange) in exchanges.iter().enumerate() {
        for part in &exchange.parts {
            for (place, kind) in in_part(part, scrubber) {
                let finding = Finding::new(index + 1, place, kind);
                if !found.contains(&finding) {
                    found.push(finding);
                }
            }
        }
    }
    found
}

fn in_part(part: &Part, scrubber: &Scrubber) -> Vec<(String, &'static str)> {
    let role = &part.role;
    let mut found = Vec::new();
    let encoding = matches!(role, Role::ResponseHeader(name) if name == "content-encoding");
    if part.text.contains('\0') || (encoding && part.text != "identity") {
        found.push((role.to_string(), "bytes that cannot be inspected"));
    }
    for field in part.leaves() {
        let kinds = of_name(&field)
            .into_iter()
            .chain(in_text(&field.value, scrubber));
        let place = place(role, &field, scrubber);
        found.extend(kinds.map(|kind| (place.clone(), kind)));
    }
    // Names, and whatever the scanner made nothing of.
    for kind in in_text(&part.text, scrubber) {
        if !found.iter().any(|(_, other)| *other == kind) {
            found.push((role.to_string(), kind));
        }
    }
    found
}

/// The place of a value. A name may be a secret too.
fn place(role: &Role, field: &Field, scrubber: &Scrubber) -> String {
    if field.names.is_empty() {
        return role.to_string();
    }
    let names: Vec<String> = field
        .names
        .iter()
        .map(|name| scrubber.quotable(name))
        .collect();
    format!("{role}, {}", names.join("."))
}

/// What a value is by what it is called.
fn of_name(field: &Field) -> Option<&'static str> {
    let value = field.value.trim();
    if value.is_empty() || field.is_constant() || is_placeholder(value) {
        return None;
    }
    let has_digits = value.contains(char::is_numeric) && !is_masked(value, 0);
    match meaning(field.name()) {
        Some(Meaning::SecurityCode) if has_digits => Some("a security code"),
        Some(Meaning::Pin) if has_digits => Some("a PIN"),
        Some(Meaning::Credential) if !is_masked(value, 4) => Some("a credential"),
        Some(Meaning::Phone) if is_phone(value) => Some("a phone number"),
        Some(_) => None,
        None => of_surroundings(field, value),
    }
}

/// What digits are by what they are in: `{"pin": {"value": "…"}}`.
fn of_surroundings(field: &Field, value: &str) -> Option<&'static str> {
    let is_number = value.chars().all(char::is_numeric);
    field.names.iter().find_map(|name| match meaning(name) {
        Some(Meaning::SecurityCode) if is_number => Some("a security code"),
        Some(Meaning::Pin) if is_number => Some("a PIN"),
        Some(Meaning::Phone) if is_phone(value) => Some("a phone number"),
        _ => None,
    })
}

fn in_text(text: &str, scrubber: &Scrubber) -> Vec<&'static str> {
    let decoded = percent_decoded(text);
    let any = |holds: &dyn Fn(&str) -> bool| holds(text) || holds(&decoded);
    let mut found = Vec::new();
    if any(&could_be_card) {
        found.push(CARD);
    }
    if any(&has_long_word) {
        found.push(WORD);
    }
    if any(&|text| !emails(text).is_empty()) {
        found.push(EMAIL);
    }
    if any(&|text| scrubber.is_left_in(text)) {
        found.push(LEFT);
    }
    found
}

/// Whether a word could be a token: not one character over and over.
fn has_long_word(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= LONG_WORD)
        .any(|word| !word.chars().all(|c| word.starts_with(c)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::scan::{Syntax, leaves};

    fn kinds(json: &str) -> Vec<&'static str> {
        let fields = leaves(json, Syntax::Json, &[]);
        assert!(!fields.is_empty(), "{json}");
        fields.iter().filter_map(of_name).collect()
    }

    #[test]
    fn a_field_is_what_its_name_says_when_its_value_can_be_that() {
        for (json, expected) in [
            (r#"{"cvvText":"9 8 7"}"#, "a security code"),
            (r#"{"pinText":"is 4711"}"#, "a PIN"),
            (r#"{"webhookSecret":"hush"}"#, "a credential"),
            (r#"{"workPhone":"+58 424 456 9686"}"#, "a phone number"),
            (r#"{"cvv":{"is":"987"}}"#, "a security code"),
            (r#"{"pin":{"is":"4711"}}"#, "a PIN"),
            (r#"{"phone":{"is":"+58 424 456 9686"}}"#, "a phone number"),
        ] {
            assert_eq!(kinds(json), [expected], "{json}");
        }
    }

    #[test]
    fn a_field_is_nothing_when_its_value_cannot_be_what_its_name_says() {
        for json in [
            r#"{"cvvText":"is wrong"}"#,
            r#"{"cvvText":"(3) ***"}"#,
            r#"{"pinText":"is wrong"}"#,
            r#"{"webhookSecret":""}"#,
            r#"{"webhookSecret":null}"#,
            r#"{"webhookSecret":"[secret]"}"#,
            r#"{"webhookSecret":"**** 1234"}"#,
            r#"{"workPhone":"extension 17"}"#,
            r#"{"cvv":{"is":"9 digits"}}"#,
            r#"{"pin":{"is":"4 digits"}}"#,
            r#"{"phone":{"is":"extension 17"}}"#,
        ] {
            assert_eq!(kinds(json), [""; 0], "{json}");
        }
    }

    #[test]
    fn a_text_is_looked_through_as_it_is_and_decoded() {
        let scrubber = Scrubber::default();
        let word = format!("{}b", "a".repeat(LONG_WORD - 1));
        for (text, expected) in [
            ("4".repeat(16), vec![CARD]),
            ("4".repeat(8) + "%34" + &"4".repeat(7), vec![CARD]),
            ("4".repeat(8) + "%3A" + &"4".repeat(8), vec![]),
            (word.clone(), vec![WORD]),
            ("a".repeat(16) + "%62" + &"a".repeat(15), vec![WORD]),
            ("a".repeat(16) + "%62" + &"a".repeat(14), vec![]),
            ("a".repeat(LONG_WORD), vec![]),
            ("ana@shop.mx".to_owned(), vec![EMAIL]),
            ("ana%40shop.mx".to_owned(), vec![EMAIL]),
        ] {
            assert_eq!(in_text(&text, &scrubber), expected, "{text}");
        }
    }
}
