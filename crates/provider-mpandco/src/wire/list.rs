//! Lists of PHP: arrays, or objects with numeric keys if the array had holes.

use std::fmt;
use std::marker::PhantomData;

use payments_kit::codec::{Absorb, Key, Texts};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A list whose entries are read one by one, so that one that cannot be read hides no other.
#[derive(Debug)]
pub(crate) struct List<T> {
    pub(crate) entries: Vec<Entry<T>>,
    /// Why entries may be missing.
    pub(crate) flaw: Option<Flaw>,
    is_given: bool,
}

/// Why a list may not have all its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Absent,
    NoList,
    Holes,
    Repeated,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "is missing",
            Self::NoList => "is not a list",
            Self::Holes => "has holes",
            Self::Repeated => "is there more than once",
        })
    }
}

/// An entry of a list, or the texts of one that has another shape.
#[derive(Debug)]
pub(crate) enum Entry<T> {
    Parsed(T),
    Unparsed(Texts),
}

impl<T> List<T> {
    fn of(entries: Vec<Entry<T>>, flaw: Option<Flaw>) -> Self {
        Self {
            entries,
            flaw,
            is_given: true,
        }
    }

    /// Returns whether the member was there as a list, complete or not.
    pub(crate) fn is_list(&self) -> bool {
        !matches!(self.flaw, Some(Flaw::Absent | Flaw::NoList))
    }

    /// Returns whether an entry could not be parsed, or is under a name that no list has.
    pub(crate) fn has_unreadable(&self) -> bool {
        let is_unparsed = |entry: &Entry<T>| matches!(entry, Entry::Unparsed(_));
        let is_named = self.flaw == Some(Flaw::NoList) && !self.entries.is_empty();
        is_named || self.entries.iter().any(is_unparsed)
    }

    /// Returns the entries that could be parsed, for a list that nothing depends on.
    pub(crate) fn into_parsed(self) -> impl Iterator<Item = T> {
        self.entries.into_iter().filter_map(|entry| match entry {
            Entry::Parsed(entry) => Some(entry),
            Entry::Unparsed(_) => None,
        })
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            flaw: Some(Flaw::Absent),
            is_given: false,
        }
    }
}

impl<T> Absorb for List<T> {
    fn absorb(&mut self, mut other: Self) {
        if self.is_given && other.is_given {
            self.entries.append(&mut other.entries);
            self.flaw = Some(Flaw::Repeated);
        } else if other.is_given {
            *self = other;
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with(['[', '{']) {
            let mut json = serde_json::Deserializer::from_str(raw.get());
            return json
                .deserialize_any(Entries(PhantomData))
                .map_err(de::Error::custom);
        }
        Ok(Self::of(Vec::new(), Some(Flaw::NoList)))
    }
}

fn entry<'de, T: Deserialize<'de>>(raw: &'de RawValue) -> Entry<T> {
    match serde_json::from_str(raw.get()) {
        Ok(entry) => Entry::Parsed(entry),
        Err(_) => Entry::Unparsed(serde_json::from_str(raw.get()).unwrap_or_default()),
    }
}

struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(raw) = list.next_element::<&RawValue>()? {
            entries.push(entry(raw));
        }
        Ok(List::of(entries, None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
        let mut numbered = Vec::new();
        let mut named = Vec::new();
        while let Some((key, raw)) = map.next_entry::<Key<'_>, &RawValue>()? {
            match key.as_str().parse::<usize>() {
                Ok(number) => numbered.push((number, entry(raw))),
                Err(_) => named.push(entry(raw)),
            }
        }
        numbered.sort_by_key(|(number, _)| *number);
        let has_holes = numbered
            .iter()
            .enumerate()
            .any(|(place, (number, _))| place != *number);
        let flaw = match (named.is_empty(), has_holes) {
            (false, _) => Some(Flaw::NoList),
            (true, true) => Some(Flaw::Holes),
            (true, false) => None,
        };
        let entries = numbered.into_iter().map(|(_, entry)| entry);
        Ok(List::of(entries.chain(named).collect(), flaw))
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::{Scalar, from_json};

    use super::*;

    fn read(json: &str) -> (Vec<Option<String>>, Option<Flaw>) {
        let list: List<Scalar> = from_json(json.as_bytes()).unwrap();
        let flaw = list.flaw;
        (list.into_parsed().map(Scalar::into_text).collect(), flaw)
    }

    fn texts(texts: &[&str]) -> Vec<Option<String>> {
        texts.iter().map(|text| Some((*text).to_owned())).collect()
    }

    #[test]
    fn arrays_and_complete_numbered_objects_are_lists() {
        assert_eq!(read(r#"["a","b"]"#), (texts(&["a", "b"]), None));
        assert_eq!(read(r#"{"1":"b","0":"a"}"#), (texts(&["a", "b"]), None));
        for empty in ["[]", "{}"] {
            assert_eq!(read(empty), (Vec::new(), None), "{empty}");
        }
    }

    #[test]
    fn what_may_miss_entries_has_a_flaw_and_loses_none_of_the_others() {
        for holes in [
            r#"{"1":"a"}"#,
            r#"{"0":"a","0":"a"}"#,
            r#"{"00000000002":"a"}"#,
        ] {
            let (entries, flaw) = read(holes);
            assert_eq!(flaw, Some(Flaw::Holes), "{holes}");
            assert_eq!(entries[0].as_deref(), Some("a"));
        }
        let (entries, flaw) = read(r#"{"0":"a","x":"b"}"#);
        assert_eq!((entries, flaw), (texts(&["a", "b"]), Some(Flaw::NoList)));
        for other in ["null", "\"\"", "\"a\"", "1.5", "true"] {
            assert_eq!(read(other), (Vec::new(), Some(Flaw::NoList)), "{other}");
        }
        assert_eq!(List::<Scalar>::default().flaw, Some(Flaw::Absent));
    }

    #[test]
    fn a_repeated_list_keeps_all_entries() {
        let mut list: List<Scalar> = from_json(br#"["a"]"#).unwrap();
        list.absorb(List::default());
        assert_eq!(list.flaw, None);
        list.absorb(from_json(br#"["b"]"#).unwrap());
        assert_eq!(list.flaw, Some(Flaw::Repeated));
        assert_eq!(list.into_parsed().count(), 2);
    }
}
