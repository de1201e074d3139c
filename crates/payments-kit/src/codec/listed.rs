//! Lists written as maps of `key_0`, `key_1` and so on.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Absorb, Key, Texts, cut_path};

/// A list, read from a map of numbered members (`key_0`, or `0` as in a PHP array with holes), a
/// real list, or nothing. A sorted map puts `key_10` before `key_2`; here the members are in the
/// order of their numbers. A list under one number counts as several members of that number.
///
/// A member of any other name may be an entry that cannot be read: its name is
/// [kept](Self::unreadable), so that it is not lost without notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    entries: Vec<(u64, T)>,
    unreadable: Vec<String>,
}

impl<T> Listed<T> {
    /// The entries, in order.
    pub fn into_entries(self) -> impl Iterator<Item = T> {
        self.entries.into_iter().map(|(_, entry)| entry)
    }

    /// The names of members that are not entries, as far as they are not empty. They are texts of
    /// the service: redact them before you keep them.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}

impl<T> Absorb for Listed<T> {
    fn absorb(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
        self.unreadable.append(&mut other.unreadable);
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries(PhantomData))
    }
}

struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = Listed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Listed<T>, A::Error> {
        let mut listed = Listed::default();
        while let Some(key) = map.next_key::<Key<'_>>()? {
            let number = key.as_str().strip_prefix("key_").unwrap_or(key.as_str());
            if let Ok(number) = number.parse::<u64>() {
                let Several(entries) = map.next_value()?;
                listed
                    .entries
                    .extend(entries.into_iter().map(|entry| (number, entry)));
            } else {
                // A value of null, of blanks or of nothing is not an entry.
                let texts: Texts = map.next_value()?;
                if !texts.is_empty() {
                    listed.unreadable.push(cut_path(key.as_str()).to_owned());
                }
            }
        }
        listed.entries.sort_by_key(|(number, _)| *number);
        Ok(listed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Listed<T>, A::Error> {
        let mut listed = Listed::default();
        for number in 0.. {
            match list.next_element()? {
                Some(entry) => listed.entries.push((number, entry)),
                None => break,
            }
        }
        Ok(listed)
    }

    fn visit_str<E: de::Error>(self, _text: &str) -> Result<Listed<T>, E> {
        Ok(Listed::default())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Listed<T>, E> {
        Ok(Listed::default())
    }
}

/// One entry, or in JSON a list of them.
struct Several<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Ok(Self(vec![T::deserialize(deserializer)?]));
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let entries = if raw.starts_with('[') {
            serde_json::from_str(raw)
        } else {
            serde_json::from_str(raw).map(|entry| vec![entry])
        };
        entries.map(Self).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Scalar, from_json};

    fn read(json: &str) -> Vec<Option<String>> {
        let list: Listed<Scalar> = from_json(json.as_bytes()).unwrap();
        list.into_entries().map(Scalar::into_text).collect()
    }

    #[test]
    fn numbered_members_are_in_the_order_of_their_numbers() {
        let read = read(r#"{"key_0":"a","key_10":"c","key_2":"b","note":"x"}"#);
        assert_eq!(read, ["a", "b", "c"].map(|text| Some(text.to_owned())));
    }

    #[test]
    fn lists_under_a_number_and_arrays_with_holes_are_entries() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(r#"{"key_1":["b","c"],"key_0":"a","key_2":[]}"#),
            [text("a"), text("b"), text("c")]
        );
        assert_eq!(read(r#"{"1":"a","3":"b"}"#), [text("a"), text("b")]);
    }

    #[test]
    fn a_member_of_another_name_is_kept_as_unreadable() {
        let list: Listed<Scalar> = from_json(
            br#"{"key_0":"a","key_x":{"autorizado":"1"},"note":"","other":null,"key_-1":5}"#,
        )
        .unwrap();
        assert_eq!(list.unreadable(), ["key_x", "key_-1"]);
        assert_eq!(list.into_entries().count(), 1);
    }

    #[test]
    fn lists_and_nothing_are_lists_too() {
        assert_eq!(read(r#"["a"]"#), [Some("a".to_owned())]);
        for nothing in ["[]", "{}", "\"\"", "null"] {
            assert_eq!(read(nothing), [], "{nothing}");
        }
    }
}
