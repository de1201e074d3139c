//! Lists of PHP: arrays, or objects with numeric keys if the array had holes.

use std::fmt;
use std::marker::PhantomData;

use payments_kit::codec::{Absorb, Key, Texts, is_at_once};
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
        if is_at_once() {
            return deserializer.deserialize_any(Entries(PhantomData));
        }
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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if is_at_once() {
            return T::deserialize(deserializer).map(Self::Parsed);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        Ok(match serde_json::from_str(raw) {
            Ok(entry) => Self::Parsed(entry),
            Err(_) => Self::Unparsed(serde_json::from_str(raw).unwrap_or_default()),
        })
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
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(List::of(entries, None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
        let mut numbered = Vec::new();
        let mut named = Vec::new();
        while let Some((key, entry)) = map.next_entry::<Key<'_>, Entry<T>>()? {
            match key.as_str().parse::<usize>() {
                Ok(number) => numbered.push((number, entry)),
                Err(_) => named.push(entry),
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

    fn visit_str<E>(self, _: &str) -> Result<List<T>, E> {
        Ok(List::of(Vec::new(), Some(Flaw::NoList)))
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::of(Vec::new(), Some(Flaw::NoList)))
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::{Scalar, from_json};
    use proptest::prelude::*;

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

    /// A document of any shape, more often than not a list of objects.
    fn document() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("1.50".to_owned()),
            Just("-7".to_owned()),
            Just(r#""\ud800""#.to_owned()),
            "\"[a-c0 ]{0,3}\"",
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let names = vec!["0", "1", "2", "a", "b", "id", "items", "data"];
            let names = prop::sample::select(names);
            let member = (names, inner.clone());
            let member = member.prop_map(|(name, value)| format!("\"{name}\":{value}"));
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
                prop::collection::vec(member, 0..4)
                    .prop_map(|all| format!("{{{}}}", all.join(","))),
            ]
        })
    }

    payments_kit::wire_object! {
        struct Line {
            id: Texts = "id",
            items: List<Texts> = "items",
            lines: List<Line> = "data",
        }
    }

    /// All that was read, with the texts that `Debug` hides.
    fn shown(list: &List<Line>) -> String {
        let texts = |texts: &Texts| format!("{:?}", texts.iter().collect::<Vec<_>>());
        let entries = list.entries.iter().map(|entry| match entry {
            Entry::Parsed(line) => {
                let items = line.items.entries.iter().map(|entry| match entry {
                    Entry::Parsed(item) => texts(item),
                    Entry::Unparsed(item) => format!("unparsed {}", texts(item)),
                });
                let items: Vec<String> = items.collect();
                let (id, flaw) = (texts(&line.id), line.items.flaw);
                format!("{id} {flaw:?} {items:?} {}", shown(&line.lines))
            }
            Entry::Unparsed(line) => format!("unparsed {}", texts(line)),
        });
        format!("{:?} {:?}", list.flaw, entries.collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn a_list_is_the_same_whether_it_is_read_at_once_or_entry_by_entry(json in document()) {
            let entry_by_entry = serde_json::from_str::<List<Line>>(&json).ok();
            let at_once = from_json::<List<Line>>(json.as_bytes()).ok();
            prop_assert_eq!(at_once.as_ref().map(shown), entry_by_entry.as_ref().map(shown));
        }
    }
}
