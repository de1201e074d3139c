//! Lists written as maps of `key_0`, `key_1` and so on.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Absorb, Key};

/// A list, read from a map of numbered members, a real list, or nothing. A sorted map puts
/// `key_10` before `key_2`; here the members are in the order of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T>(Vec<(u64, T)>);

impl<T> Listed<T> {
    /// The entries, in order.
    pub fn into_entries(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|(_, entry)| entry)
    }
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Absorb for Listed<T> {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
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
        let mut numbered = Vec::new();
        while let Some(key) = map.next_key::<Key<'_>>()? {
            let number = key.as_str().strip_prefix("key_").map(str::parse::<u64>);
            match number {
                Some(Ok(number)) => numbered.push((number, map.next_value()?)),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        numbered.sort_by_key(|(number, _)| *number);
        Ok(Listed(numbered))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Listed<T>, A::Error> {
        let mut entries = Vec::new();
        for number in 0.. {
            match list.next_element()? {
                Some(entry) => entries.push((number, entry)),
                None => break,
            }
        }
        Ok(Listed(entries))
    }

    fn visit_str<E: de::Error>(self, _text: &str) -> Result<Listed<T>, E> {
        Ok(Listed::default())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Listed<T>, E> {
        Ok(Listed::default())
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
    fn lists_and_nothing_are_lists_too() {
        assert_eq!(read(r#"["a"]"#), [Some("a".to_owned())]);
        for nothing in ["[]", "{}", "\"\"", "null"] {
            assert_eq!(read(nothing), [], "{nothing}");
        }
    }
}
