//! Scalars whose JSON type varies.
//!
//! Written here because the text of a number must be kept exactly: serde's own types read numbers
//! through floats.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use super::Absorb;

/// A text, number, flag or nothing, as the text that the service wrote.
///
/// `"1"` and `1` are the same text, and `true` is a text that is neither an amount nor a number; null,
/// `""`, blanks and anything nested are nothing. A number keeps its digits as they are: it never
/// passes through a float.
///
/// ```
/// use payments_kit::codec::{Scalar, from_json};
///
/// let [number, flag, empty]: [Scalar; 3] = from_json(b"[9007199254740993.01, true, []]")?;
/// assert_eq!(number.text(), Some("9007199254740993.01"));
/// assert_eq!(flag.flag(), Some(true));
/// assert_eq!(empty.text(), None);
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Scalar(Option<String>);

impl Scalar {
    #[inline]
    pub(super) fn of(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
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
        text_of(deserializer, Self::of)
    }
}

/// What `read` makes of the text of a value, or of nothing.
pub(super) fn text_of<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(Option<&str>) -> T,
) -> Result<T, D::Error> {
    if deserializer.is_human_readable() {
        let raw = <&RawValue>::deserialize(deserializer)?;
        json_text(raw, read).map_err(de::Error::custom)
    } else {
        deserializer.deserialize_any(ElementText(read, PhantomData))
    }
}

/// What `read` makes of the text of a piece of JSON.
pub(super) fn json_text<T>(
    raw: &RawValue,
    read: impl FnOnce(Option<&str>) -> T,
) -> Result<T, serde_json::Error> {
    let text = raw.get();
    // A text without escapes is what lies between its quotes.
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    if let Some(plain) = quoted.filter(|text| !text.as_bytes().contains(&b'\\')) {
        return Ok(read(tight(plain)));
    }
    Ok(match text.as_bytes().first() {
        Some(b'"') => read(tight(&serde_json::from_str::<String>(text)?)),
        Some(b't' | b'f' | b'-' | b'0'..=b'9') => read(Some(text)),
        _ => read(None),
    })
}

/// A text without the blanks at its ends, if anything is left of it.
#[inline]
fn tight(text: &str) -> Option<&str> {
    let is_graphic = |end: Option<&u8>| end.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_graphic(bytes.first()) && is_graphic(bytes.last()) {
        return Some(text);
    }
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// The text of an element; an element with children has none.
struct ElementText<F, T>(F, PhantomData<T>);

impl<'de, F: FnOnce(Option<&str>) -> T, T> Visitor<'de> for ElementText<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        Ok(self.0(tight(text)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.0(None))
    }
}

/// A member that may come once, several times, or as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scalars {
    first: Scalar,
    /// Empty for nearly every member, and then without an allocation.
    others: Vec<Scalar>,
}

impl Scalars {
    /// The values that are not empty, in the service's order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let all = std::iter::once(&self.first).chain(&self.others);
        all.filter_map(Scalar::text)
    }
}

impl From<Scalar> for Scalars {
    fn from(first: Scalar) -> Self {
        Self {
            first,
            others: Vec::new(),
        }
    }
}

impl Absorb for Scalars {
    fn absorb(&mut self, other: Self) {
        if *self == Self::default() {
            *self = other;
        } else {
            self.others.push(other.first);
            self.others.extend(other.others);
        }
    }
}

impl<'de> Deserialize<'de> for Scalars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Ok(Scalar::deserialize(deserializer)?.into());
        }
        let raw = <&RawValue>::deserialize(deserializer)?;
        let values = if raw.get().starts_with('[') {
            serde_json::from_str::<List>(raw.get()).map(|list| Self {
                first: Scalar::default(),
                others: list.0,
            })
        } else {
            json_text(raw, Scalar::of).map(Self::from)
        };
        values.map_err(de::Error::custom)
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
        let expected = ["05", "1", "1.50", "1e3", "-7", "true", "false", "aé\"", "x"];
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
