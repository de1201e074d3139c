//! Messages, flattened from any nesting of lists and maps.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::scalar::json_text;
use super::{Absorb, Key};

/// No list of messages nests deeper; what does is ignored.
const DEEPEST: usize = 8;

/// No service's names are longer, nor paths made of them, in bytes.
const LONGEST_PATH: usize = 200;

/// Cuts a name, or a path made of names, to the length that a service's own names have.
///
/// The name of an object is part of the path of every text within it, so that a long name would be
/// held once per text.
pub fn cut_path(path: &str) -> &str {
    let end = path.floor_char_boundary(LONGEST_PATH);
    path.get(..end).unwrap_or_default()
}

/// All texts of a value with their paths, whatever the value is: nothing, a text, a list, a map, or
/// these nested. The path of a plain text is empty; `a.b` is `b` within `a`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts {
    first: Option<(String, String)>,
    /// Empty for nearly every member, and then without an allocation.
    others: Vec<(String, String)>,
}

impl Texts {
    /// Paths and texts, in the service's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.first.iter().chain(&self.others);
        all.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The texts, in the service's order.
    pub fn into_texts(self) -> impl Iterator<Item = String> {
        let all = self.first.into_iter().chain(self.others);
        all.map(|(_, text)| text)
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    fn push(&mut self, path: String, text: String) {
        if self.first.is_none() {
            self.first = Some((path, text));
        } else {
            self.others.push((path, text));
        }
    }
}

// A message may echo a card number.
impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} texts]", self.iter().count())
    }
}

impl Absorb for Texts {
    fn absorb(&mut self, mut other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            self.others.extend(other.first);
            self.others.append(&mut other.others);
        }
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut texts = Self::default();
        let all = Nested {
            path: &mut String::new(),
            texts: &mut texts,
            deeper: DEEPEST,
        };
        all.deserialize(deserializer)?;
        Ok(texts)
    }
}

/// Adds the texts of a value to the others.
struct Nested<'a> {
    /// The path of the value.
    path: &'a mut String,
    texts: &'a mut Texts,
    /// Counts down in JSON. The XML reader bounds the depth itself.
    deeper: usize,
}

impl Nested<'_> {
    fn push(self, text: Option<&str>) {
        if let Some(text) = text {
            self.texts.push(self.path.clone(), text.to_owned());
        }
    }

    fn push_json(mut self, raw: &RawValue) -> Result<(), serde_json::Error> {
        if !raw.get().starts_with(['{', '[']) {
            return json_text(raw, |text| self.push(text));
        }
        let Some(deeper) = self.deeper.checked_sub(1) else {
            return Ok(());
        };
        self.deeper = deeper;
        serde_json::Deserializer::from_str(raw.get()).deserialize_any(self)
    }

    /// The same for a value in this one.
    fn inner(&mut self) -> Nested<'_> {
        Nested {
            path: self.path,
            texts: self.texts,
            deeper: self.deeper,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Nested<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if deserializer.is_human_readable() {
            let raw = <&RawValue>::deserialize(deserializer)?;
            self.push_json(raw).map_err(de::Error::custom)
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

/// A map, a list, or in XML a text.
impl<'de> Visitor<'de> for Nested<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        let text = text.trim();
        self.push((!text.is_empty()).then_some(text));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let outer = self.path.len();
        while let Some(name) = map.next_key::<Key<'_>>()? {
            if outer > 0 {
                self.path.push('.');
            }
            self.path.push_str(cut_path(name.as_str()));
            self.path.truncate(cut_path(self.path).len());
            map.next_value_seed(self.inner())?;
            self.path.truncate(outer);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self.inner())?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::from_json;

    fn read(json: &str) -> Vec<(String, String)> {
        all(from_json(json.as_bytes()).unwrap())
    }

    fn all(texts: Texts) -> Vec<(String, String)> {
        texts.first.into_iter().chain(texts.others).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        expected.iter().map(owned).collect()
    }

    #[test]
    fn every_shape_of_messages_is_flattened() {
        assert_eq!(read(r#""Declined""#), pairs(&[("", "Declined")]));
        assert_eq!(read(r#"["a", 2, ""]"#), pairs(&[("", "a"), ("", "2")]));
        assert_eq!(
            read(r#"{"cp":"corto","tc":{"numero":["malo","feo"]},"x":1.5}"#),
            pairs(&[
                ("cp", "corto"),
                ("tc.numero", "malo"),
                ("tc.numero", "feo"),
                ("x", "1.5")
            ])
        );
        for nothing in ["null", "\"\"", "[]", "{}"] {
            assert_eq!(read(nothing), [], "{nothing}");
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn xml_reads_like_json() {
        #[derive(Deserialize)]
        struct Root {
            error: Texts,
        }
        let root: Root = crate::codec::from_xml(
            b"<error><cp>corto</cp><tc><numero> malo </numero></tc><x/></error>",
        )
        .unwrap();
        assert_eq!(
            all(root.error),
            pairs(&[("cp", "corto"), ("tc.numero", "malo")])
        );
    }

    #[test]
    fn texts_are_taken_together_in_their_order() {
        let mut texts = Texts::default();
        for (json, expected) in [
            ("[]", vec![]),
            (r#"["a","b"]"#, vec!["a", "b"]),
            ("null", vec!["a", "b"]),
            (r#"["c","d"]"#, vec!["a", "b", "c", "d"]),
        ] {
            texts.absorb(from_json(json.as_bytes()).unwrap());
            let read: Vec<String> = texts.clone().into_texts().collect();
            assert_eq!(read, expected, "{json}");
            assert_eq!(texts.is_empty(), expected.is_empty(), "{json}");
        }
    }

    #[test]
    fn a_long_name_is_not_held_once_for_every_text_in_it() {
        let name = "é".repeat(LONGEST_PATH);
        let texts = read(&format!(r#"{{"{name}":{{"a":["x","y"],"{name}":"z"}}}}"#));
        assert_eq!(texts.len(), 3);
        assert!(
            texts
                .iter()
                .all(|(path, _)| *path == "é".repeat(LONGEST_PATH / 2))
        );
    }

    #[test]
    fn depth_is_bounded_without_an_error() {
        let deep = format!("{}\"x\"{}", "[".repeat(40_000), "]".repeat(40_000));
        assert_eq!(read(&deep), []);
        let allowed = format!("{}\"x\"{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
        assert_eq!(read(&allowed), pairs(&[("", "x")]));
    }
}
