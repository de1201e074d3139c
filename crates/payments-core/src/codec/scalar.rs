//! Values whose type a PHP service does not decide on.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::{Absorb, AmountError, exact_decimal};

/// A text, number, flag or nothing, as the text that the service wrote.
///
/// `"1"`, `1` and `true` are the same `1`; null, `""`, blanks and anything nested are nothing. A
/// number keeps its digits exactly: it never passes through a float.
///
/// ```
/// use payments_core::codec::{Scalar, from_json};
///
/// let [number, flag, empty]: [Scalar; 3] = from_json(b"[9007199254740993.01, true, []]")?;
/// assert_eq!(number.text(), Some("9007199254740993.01"));
/// assert_eq!(flag.flag(), Some(true));
/// assert_eq!(empty.text(), None);
/// # Ok::<(), payments_core::codec::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Scalar(Option<String>);

impl Scalar {
    fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_tight = [bytes.first(), bytes.last()]
            .iter()
            .all(|end| end.is_some_and(u8::is_ascii_graphic));
        let text = if is_tight { text } else { text.trim() };
        Self((!text.is_empty()).then(|| text.to_owned()))
    }

    /// The text, if it is not empty.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The text, if it is not empty.
    pub fn into_text(self) -> Option<String> {
        self.0
    }

    /// The flag, if the value is one: 1 or 0, true or false.
    pub fn flag(&self) -> Option<bool> {
        match self.text()? {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        }
    }

    /// The exact number, if there is a value.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when the value is not a number that can be held exactly.
    pub fn decimal(&self) -> Result<Option<Decimal>, AmountError> {
        self.text().map(exact_decimal).transpose()
    }
}

// A value may be anything, a card number among them.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "Scalar([text])",
            None => "Scalar(none)",
        })
    }
}

impl Absorb for Scalar {
    fn absorb(&mut self, other: Self) {
        if other.0.is_some() {
            *self = other;
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let raw = <&RawValue>::deserialize(deserializer)?;
            json_text(raw).map_err(de::Error::custom)
        } else {
            deserializer.deserialize_any(ElementText)
        }
    }
}

/// The scalar that a piece of JSON is.
pub(super) fn json_text(raw: &RawValue) -> Result<Scalar, serde_json::Error> {
    let text = raw.get();
    // A text without escapes stands between its quotes as it is.
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    if let Some(plain) = quoted.filter(|text| !text.contains('\\')) {
        return Ok(Scalar::new(plain));
    }
    Ok(match text.as_bytes().first() {
        Some(b'"') => Scalar::new(&owned::<String>(raw)?),
        Some(b't') => Scalar::new("1"),
        Some(b'f') => Scalar::new("0"),
        Some(b'-' | b'0'..=b'9') => Scalar::new(text),
        _ => Scalar::default(),
    })
}

fn owned<T: DeserializeOwned>(raw: &RawValue) -> Result<T, serde_json::Error> {
    serde_json::from_str(raw.get())
}

/// The text of an element; an element with children has none.
struct ElementText;

impl<'de> Visitor<'de> for ElementText {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::new(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::default())
    }
}

/// A member that may come once, several times, or as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scalars(Vec<Scalar>);

impl Scalars {
    /// The values that are not empty, in the service's order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(Scalar::text)
    }
}

impl Absorb for Scalars {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<'de> Deserialize<'de> for Scalars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Ok(Self(vec![Scalar::deserialize(deserializer)?]));
        }
        let raw = <&RawValue>::deserialize(deserializer)?;
        let values = if raw.get().starts_with('[') {
            serde_json::from_str::<List>(raw.get()).map(|list| list.0)
        } else {
            json_text(raw).map(|value| vec![value])
        };
        values.map(Self).map_err(de::Error::custom)
    }
}

struct List(Vec<Scalar>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;

        impl<'de> Visitor<'de> for Values {
            type Value = List;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(List(values))
            }
        }

        deserializer.deserialize_seq(Values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::from_json;

    fn texts(json: &str) -> Vec<Option<String>> {
        let values: Vec<Scalar> = from_json(json.as_bytes()).unwrap();
        values.into_iter().map(Scalar::into_text).collect()
    }

    #[test]
    fn every_type_becomes_its_text() {
        let read = texts(r#"["05", 1, 1.50, 1e3, -7, true, false, "a\u00e9\"", " x "]"#);
        let expected = ["05", "1", "1.50", "1e3", "-7", "1", "0", "aé\"", "x"];
        assert_eq!(read, expected.map(|text| Some(text.to_owned())));
        assert_eq!(
            texts(r#"[null, "", "  ", [], {}, {"a":1}]"#),
            [const { None }; 6]
        );
    }

    #[test]
    fn only_flags_are_flags() {
        let values: Vec<Scalar> =
            from_json(br#"["1", 0, "true", false, "2", "ok", null]"#).unwrap();
        let flags: Vec<_> = values.iter().map(Scalar::flag).collect();
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(flags, [yes, no, yes, no, None, None, None]);
    }

    #[test]
    fn one_several_or_a_list_read_alike() {
        let values: Vec<Scalars> = from_json(br#"["a", ["", "a"], [], null]"#).unwrap();
        let texts: Vec<Vec<_>> = values.iter().map(|value| value.texts().collect()).collect();
        assert_eq!(texts, [vec!["a"], vec!["a"], vec![], vec![]]);
    }
}
