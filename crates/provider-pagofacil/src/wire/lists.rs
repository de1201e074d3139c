//! The loose shapes of a PHP service: lists as maps of `key_0`, `key_1` and so on, and one entry alone
//! in place of a list.

use std::fmt;
use std::marker::PhantomData;

use payments_kit::codec::{Absorb, Key, Rest, is_at_once};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::response::Operation;

/// One object or several: an object, or lists of objects in any depth. Anything else holds none.
#[derive(Debug)]
pub(crate) struct Objects<T>(pub(crate) Vec<T>);

impl<T> Default for Objects<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Absorb for Objects<T> {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Several<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Several<T> {
            type Value = Objects<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("objects")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Objects<T>, A::Error> {
                let object = T::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Objects(vec![object]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Objects<T>, A::Error> {
                let mut all = Objects::default();
                while let Some(further) = list.next_element::<Objects<T>>()? {
                    all.absorb(further);
                }
                Ok(all)
            }

            fn visit_str<E>(self, _: &str) -> Result<Objects<T>, E> {
                Ok(Objects::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Objects<T>, E> {
                Ok(Objects::default())
            }

            fn visit_unit<E>(self) -> Result<Objects<T>, E> {
                Ok(Objects::default())
            }
        }

        // A number with a fraction would be read as a float, so JSON is looked at first.
        if is_at_once() || !deserializer.is_human_readable() {
            return deserializer.deserialize_any(Several(PhantomData));
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if !raw.starts_with(['{', '[']) {
            return Ok(Self::default());
        }
        let mut json = serde_json::Deserializer::from_str(raw);
        json.deserialize_any(Several(PhantomData))
            .map_err(de::Error::custom)
    }
}

/// The charges of a subscription, in their order. A sorted map puts `key_10` before `key_2`; here
/// they are sorted by number. One that comes several times under a number, which JSON writes as a
/// list, counts several times; one without any member is none.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    numbered: Vec<(u64, Operation)>,
    /// The names of members that are not numbered.
    pub(crate) unknown: Vec<String>,
}

impl Operations {
    pub(crate) fn into_entries(self) -> impl Iterator<Item = Operation> {
        self.numbered.into_iter().map(|(_, entry)| entry)
    }

    /// Takes the charges of a member, if its name is that of an entry.
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        let found: Objects<Operation> = members.next_value()?;
        match list_index(name) {
            Some(number) => self.add(number, found),
            None => {
                self.unknown.push(name.to_owned());
                self.add(u64::MAX, found);
            }
        }
        Ok(())
    }

    fn add(&mut self, number: u64, found: Objects<Operation>) {
        let is_last = self.numbered.last().is_none_or(|(last, _)| *last <= number);
        let found = found.0.into_iter().filter(|entry| !entry.is_empty());
        self.numbered.extend(found.map(|entry| (number, entry)));
        if !is_last {
            self.numbered.sort_by_key(|(number, _)| *number);
        }
    }
}

/// The number of an entry: `key_7`, or `7`.
fn list_index(name: &str) -> Option<u64> {
    name.strip_prefix("key_").unwrap_or(name).parse().ok()
}

impl Absorb for Operations {
    fn absorb(&mut self, other: Self) {
        self.numbered.extend(other.numbered);
        self.numbered.sort_by_key(|(number, _)| *number);
        self.unknown.extend(other.unknown);
    }
}

impl<'de> Deserialize<'de> for Operations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Operations;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Operations, A::Error> {
                let mut all = Operations::default();
                while let Some(name) = map.next_key::<Key<'_>>()? {
                    all.take(name.as_str(), &mut map)?;
                }
                Ok(all)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Operations, A::Error> {
                let mut all = Operations::default();
                for number in 0.. {
                    match list.next_element::<Objects<Operation>>()? {
                        Some(found) => all.add(number, found),
                        None => break,
                    }
                }
                Ok(all)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Operations, E> {
                // Escaped blanks count as a text in JSON.
                if is_at_once() && !text.is_empty() && text.trim().is_empty() {
                    return Err(E::custom("a blank text"));
                }
                let unknown = (!text.trim().is_empty()).then(|| "a text".to_owned());
                Ok(Operations {
                    numbered: Vec::new(),
                    unknown: unknown.into_iter().collect(),
                })
            }

            fn visit_unit<E>(self) -> Result<Operations, E> {
                Ok(Operations::default())
            }
        }

        if is_at_once() || !deserializer.is_human_readable() {
            return deserializer.deserialize_any(Entries);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with(['{', '[']) {
            let mut json = serde_json::Deserializer::from_str(raw);
            return json.deserialize_any(Entries).map_err(de::Error::custom);
        }
        let is_nothing = raw == "null" || raw.trim_matches('"').trim().is_empty();
        Ok(Self {
            numbered: Vec::new(),
            unknown: if is_nothing {
                Vec::new()
            } else {
                vec!["a text".to_owned()]
            },
        })
    }
}

/// Members without a name in a response: texts, and charges that are not under
/// `operaciones`.
#[derive(Debug, Default)]
pub(crate) struct Others {
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) operations: Operations,
}

impl Absorb for Others {
    fn absorb(&mut self, other: Self) {
        self.texts.absorb(other.texts);
        self.operations.absorb(other.operations);
    }
}

impl Rest for Others {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        if list_index(name).is_some() {
            self.operations.take(name, members)
        } else {
            self.texts.take(name, members)
        }
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::from_json;

    use super::*;

    fn numbers(json: &str) -> (Vec<String>, Vec<String>) {
        let mut all: Operations = from_json(json.as_bytes()).unwrap();
        let unknown = std::mem::take(&mut all.unknown);
        let numbers = all
            .into_entries()
            .filter_map(|entry| entry.number.into_text());
        (numbers.collect(), unknown)
    }

    #[test]
    fn entries_are_in_the_order_of_their_numbers_and_none_is_lost() {
        let entry = |number: u8| format!(r#"{{"idTransaccion":"{number}"}}"#);
        let [one, two, ten] = [1, 2, 10].map(entry);
        for (json, expected) in [
            (
                format!(r#"{{"key_10":{ten},"key_1":{one},"key_2":{two}}}"#),
                vec!["1", "2", "10"],
            ),
            (format!(r#"{{"1":{one},"2":{two}}}"#), vec!["1", "2"]),
            (
                format!(r#"{{"key_0":[{one},[{two}]],"key_1":{ten}}}"#),
                vec!["1", "2", "10"],
            ),
            (
                format!(r#"{{"key_0":{one},"key_0":{two}}}"#),
                vec!["1", "2"],
            ),
            (format!("[{one},{two}]"), vec!["1", "2"]),
            (
                format!(r#"{{"key_0":"","key_1":{{}},"key_2":null,"key_3":[],"key_4":{one}}}"#),
                vec!["1"],
            ),
            ("\"\"".to_owned(), vec![]),
            ("null".to_owned(), vec![]),
        ] {
            let (found, unknown) = numbers(&json);
            assert_eq!(found, expected, "{json}");
            assert_eq!(unknown, [""; 0], "{json}");
        }
        let (found, unknown) = numbers(&format!(r#"{{"key_0":{one},"total":{two},"note":"x"}}"#));
        assert_eq!(found, ["1", "2"]);
        assert_eq!(unknown, ["total", "note"]);
        assert_eq!(numbers("\"several\"").1, ["a text"]);
    }
}
