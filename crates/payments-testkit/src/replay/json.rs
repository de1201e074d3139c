//! JSON bodies, compared as values.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::difference::{Difference, quoted};
use crate::placeholder::{agrees, is_placeholder};

/// A JSON value whose numbers are their digits: an amount must not pass through a float, and `800`
/// is not `800.0`.
#[derive(PartialEq, Eq)]
enum Json {
    Literal(String),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// The differences between two JSON bodies, or `None` if either is not JSON. Blanks and the order
/// of members make no difference.
pub(super) fn differences(expected: &[u8], got: &[u8]) -> Option<Vec<Difference>> {
    let (expected, got) = (parsed(expected)?, parsed(got)?);
    let mut found = Vec::new();
    compare("", Some(&expected), Some(&got), &mut found);
    Some(found)
}

fn parsed(body: &[u8]) -> Option<Json> {
    read(serde_json::from_slice(body).ok()?).ok()
}

fn read(raw: &RawValue) -> serde_json::Result<Json> {
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let members = members
                .into_iter()
                .map(|(name, value)| Ok((name, read(value)?)));
            Json::Object(members.collect::<serde_json::Result<_>>()?)
        }
        Some(b'[') => {
            let values: Vec<&RawValue> = serde_json::from_str(text)?;
            Json::List(
                values
                    .into_iter()
                    .map(read)
                    .collect::<serde_json::Result<_>>()?,
            )
        }
        Some(b'"') => Json::Text(serde_json::from_str(text)?),
        _ => Json::Literal(text.to_owned()),
    })
}

fn compare(path: &str, expected: Option<&Json>, got: Option<&Json>, found: &mut Vec<Difference>) {
    match (expected, got) {
        (Some(Json::Object(expected)), Some(Json::Object(got))) => {
            let added = got.keys().filter(|name| !expected.contains_key(*name));
            for name in expected.keys().chain(added) {
                let inner = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                compare(&inner, expected.get(name), got.get(name), found);
            }
        }
        (Some(Json::List(expected)), Some(Json::List(got))) => {
            for index in 0..expected.len().max(got.len()) {
                let inner = format!("{path}[{index}]");
                compare(&inner, expected.get(index), got.get(index), found);
            }
        }
        (Some(Json::Text(expected)), Some(Json::Text(got))) if agrees(expected, got) => {}
        (Some(Json::Text(expected)), Some(Json::Literal(got)))
            if is_placeholder(expected) && got != "null" => {}
        (expected, got) if expected == got => {}
        (expected, got) => found.push(Difference::of_shown(
            format!("body {path}"),
            expected.map(Json::shown),
            got.map(Json::shown),
        )),
    }
}

impl Json {
    fn shown(&self) -> String {
        match self {
            // Digits too may be a card number.
            Self::Literal(literal) => payments_core::redact::text(literal),
            Self::Text(text) => quoted(text),
            Self::List(values) => format!("a list of {}", values.len()),
            Self::Object(_) => "an object".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expected: &str, got: &str) -> Vec<String> {
        differences(expected.as_bytes(), got.as_bytes())
            .unwrap()
            .iter()
            .map(Difference::to_string)
            .collect()
    }

    #[test]
    fn blanks_order_and_escapes_make_no_difference() {
        let expected = r#"{"a": 1, "b": ["\u00e9", null]}"#;
        assert_eq!(shown(expected, r#"{"b":["é",null],"a":1}"#), [""; 0]);
    }

    #[test]
    fn differences_name_their_path() {
        let expected = r#"{"params":{"data":{"monto":"800","plan":{},"cp":"1"}},"ids":[1,2]}"#;
        let got = r#"{"params":{"data":{"monto":800,"plan":[1],"ip":true}},"ids":[1,3,4]}"#;
        assert_eq!(
            shown(expected, got),
            [
                "body ids[1]: expected 2, got 3",
                "body ids[2]: expected nothing, got 4",
                r#"body params.data.cp: expected "1", got nothing"#,
                r#"body params.data.monto: expected "800", got 800"#,
                "body params.data.plan: expected an object, got a list of 1",
                "body params.data.ip: expected nothing, got true",
            ]
        );
    }

    #[test]
    fn numbers_are_compared_digit_by_digit() {
        assert_eq!(
            shown(r#"{"a":800}"#, r#"{"a":800.0}"#),
            ["body a: expected 800, got 800.0"]
        );
        let digits = "1".repeat(16);
        assert_eq!(
            shown(&digits, &format!("{digits}.5")),
            ["body: expected [16 digits], got [17 digits]"]
        );
    }

    #[test]
    fn a_placeholder_matches_any_text_or_number() {
        let expected = r#"{"pin":"[pin]"}"#;
        assert_eq!(shown(expected, r#"{"pin":"4711"}"#), [""; 0]);
        assert_eq!(shown(expected, r#"{"pin":4711}"#), [""; 0]);
        assert_eq!(
            shown(expected, r#"{"pin":null}"#),
            [r#"body pin: expected "[pin]", got null"#]
        );
    }

    #[test]
    fn what_is_no_json_has_nothing_to_go_by() {
        assert!(differences(b"{}", b"{").is_none());
        assert!(differences(b"", b"{}").is_none());
    }
}
