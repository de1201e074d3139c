//! Reading JSON into values, as PHP does: order and digits are kept, which `serde_json`'s own values do
//! not keep.

use std::fmt;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Value;

/// PHP's own limit of `json_decode`.
const MAX_DEPTH: usize = 512;

/// Reads `text`; `None` when it is not JSON, or nested too deep.
pub(crate) fn read(text: &str) -> Option<Value> {
    read_raw(serde_json::from_str(text).ok()?, MAX_DEPTH)
}

fn read_raw(raw: &RawValue, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let text = raw.get();
    Some(match text.as_bytes().first()? {
        b'{' => Value::Map(
            serde_json::from_str::<Members<'_>>(text)
                .ok()?
                .0
                .into_iter()
                .map(|(key, member)| Some((key, read_raw(member, depth)?)))
                .collect::<Option<_>>()?,
        ),
        b'[' => Value::List(
            serde_json::from_str::<Vec<&RawValue>>(text)
                .ok()?
                .into_iter()
                .map(|item| read_raw(item, depth))
                .collect::<Option<_>>()?,
        ),
        b'"' => Value::Text(serde_json::from_str(text).ok()?),
        b't' => Value::Bool(true),
        b'f' => Value::Bool(false),
        b'n' => Value::Null,
        _ => number(text),
    })
}

/// A number beyond PHP's integers is a float there, printed without trailing zeros.
fn number(text: &str) -> Value {
    let decimal = || {
        Decimal::from_str_exact(text)
            .or_else(|_| Decimal::from_scientific(text))
            .map_or_else(|_| text.to_owned(), |exact| exact.normalize().to_string())
    };
    text.parse()
        .map_or_else(|_| Value::Decimal(decimal()), Value::Int)
}

/// The members of an object in their order, which serde_json's own map does not keep.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, read};
    use crate::php::json::encode;

    fn rewritten(text: &str) -> Option<String> {
        encode(&read(text)?).ok()
    }

    #[test]
    fn order_and_types_survive() {
        let text = r#"{"z":"05","a":2,"n":null,"t":true,"f":false,"l":[1,{"y":-1,"b":""}]}"#;
        assert_eq!(rewritten(text).as_deref(), Some(text));
    }

    #[test]
    fn texts_are_written_as_ascii() {
        assert_eq!(
            rewritten("\"PagoFácil 01/05\"").as_deref(),
            Some(r#""PagoF\u00e1cil 01\/05""#)
        );
    }

    #[test]
    fn decimals_lose_their_trailing_zeros() {
        let written = rewritten("[800.50, 800.0, 1e2, 0.10]");
        assert_eq!(written.as_deref(), Some("[800.5,800,100,0.1]"));
    }

    #[test]
    fn an_empty_object_comes_back_as_a_list() {
        assert_eq!(rewritten("{}").as_deref(), Some("[]"));
    }

    #[test]
    fn the_last_of_two_equal_names_wins() {
        assert_eq!(
            rewritten(r#"{"a":1,"b":2,"a":3}"#).as_deref(),
            Some(r#"{"a":3,"b":2}"#)
        );
    }

    #[test]
    fn what_is_not_json_is_not_read() {
        for text in ["", "{", "{'a':1}", "nul", "1 2"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn nesting_too_deep_is_not_read() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(&nested(MAX_DEPTH)).is_some());
        assert!(read(&nested(MAX_DEPTH + 1)).is_none());
    }
}
