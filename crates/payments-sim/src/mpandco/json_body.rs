//! A JSON body, seen as the form that PHP would make of it.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::php::form::Php;

/// Deeper nesting than any form has is not read.
const MAX_DEPTH: usize = 16;

/// The form in a JSON text; `None` when it is not one.
pub(super) fn parse(text: &str) -> Option<Php> {
    let raw: &RawValue = serde_json::from_str(text).ok()?;
    read(raw, MAX_DEPTH)
}

// Numbers keep the digits they were written with: amounts pass through here.
fn read(raw: &RawValue, depth: usize) -> Option<Php> {
    let depth = depth.checked_sub(1)?;
    let text = raw.get();
    let form = match text.bytes().next()? {
        b'{' => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let entries = members.into_iter();
            let entries = entries.map(|(key, value)| Some((key, read(value, depth)?)));
            Php::Array(entries.collect::<Option<_>>()?)
        }
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let entries = elements.into_iter().enumerate();
            let entries = entries.map(|(at, value)| Some((at.to_string(), read(value, depth)?)));
            Php::Array(entries.collect::<Option<_>>()?)
        }
        b'"' => Php::Text(serde_json::from_str(text).ok()?),
        b't' => Php::Text("1".to_owned()),
        b'f' | b'n' => Php::Text(String::new()),
        _ => Php::Text(text.to_owned()),
    };
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::php::form::parse_str;

    #[test]
    fn every_kind_of_value_becomes_what_a_form_could_have_said() {
        let json = r#" {"list": [1.50, "\u00e9"], "yes": true, "no": false, "none": null} "#;
        let form = parse_str("list[]=1.50&list[]=é&no=&none=&yes=1");
        assert!(parse(json).unwrap() == form);
    }

    #[test]
    fn an_amount_no_float_could_hold_keeps_every_digit() {
        let form = parse(r#"{"amount": 90071992547.40993100}"#).unwrap();
        assert_eq!(form.text(&["amount"]), Some("90071992547.40993100"));
    }

    #[test]
    fn bottomless_nesting_is_not_read() {
        let json = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&json(MAX_DEPTH)).is_some());
        assert!(parse(&json(MAX_DEPTH + 1)).is_none());
        assert!(parse("nothing of the kind").is_none());
    }
}
