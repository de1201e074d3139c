//! Messages of whatever shape a service nests them in.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::scalar::json_text;
use super::{Absorb, Key};

/// No list of messages nests deeper; what does is passed over.
const DEEPEST: usize = 8;

/// No service's names are longer, nor paths made of them, in bytes.
const LONGEST_PATH: usize = 200;

/// As much of a name, or of a path made of names, as a service's own have.
///
/// The name of an object stands in the path of every text within it, so that a long one would be
/// held as often as there are texts.
pub fn cut_path(path: &str) -> &str {
    let end = path.floor_char_boundary(LONGEST_PATH);
    path.get(..end).unwrap_or_default()
}

/// All texts of a value with the paths they stand at, whatever the value is: nothing, a text, a
/// list, a map, or these nested. The path of a plain text is empty; `a.b` is `b` within `a`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// Paths and texts, in the service's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn nest(&mut self, name: &str, inner: Self) {
        let name = cut_path(name);
        for (path, text) in inner.0 {
            let path = if path.is_empty() {
                name.to_owned()
            } else {
                cut_path(&format!("{name}.{path}")).to_owned()
            };
            self.0.push((path, text));
        }
    }
}

// A message may echo a card number.
impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} texts]", self.0.len())
    }
}

impl Absorb for Texts {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let raw = <&RawValue>::deserialize(deserializer)?;
            from_raw(raw, DEEPEST).map_err(de::Error::custom)
        } else {
            // The XML reader bounds the depth itself.
            deserializer.deserialize_any(Nested { deeper: None })
        }
    }
}

fn from_raw(raw: &RawValue, deeper: usize) -> Result<Texts, serde_json::Error> {
    if !raw.get().starts_with(['{', '[']) {
        let leaf = |text: &str| vec![(String::new(), text.to_owned())];
        return json_text(raw, |text| Texts(text.map(leaf).unwrap_or_default()));
    }
    let Some(deeper) = deeper.checked_sub(1) else {
        return Ok(Texts::default());
    };
    let visitor = Nested {
        deeper: Some(deeper),
    };
    serde_json::Deserializer::from_str(raw.get()).deserialize_any(visitor)
}

/// A map, a list, or in XML a text. `deeper` counts down in JSON.
struct Nested {
    deeper: Option<usize>,
}

impl Nested {
    fn of<E: de::Error>(deeper: usize, raw: &RawValue) -> Result<Texts, E> {
        from_raw(raw, deeper).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Texts, E> {
        let text = text.trim();
        let leaf = (!text.is_empty()).then(|| (String::new(), text.to_owned()));
        Ok(Texts(leaf.into_iter().collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
        let mut texts = Texts::default();
        while let Some(name) = map.next_key::<Key<'_>>()? {
            let inner = match self.deeper {
                Some(deeper) => Self::of(deeper, map.next_value()?)?,
                None => map.next_value()?,
            };
            texts.nest(name.as_str(), inner);
        }
        Ok(texts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
        let mut texts = Texts::default();
        while let Some(raw) = list.next_element::<&RawValue>()? {
            texts.absorb(Self::of(self.deeper.unwrap_or(0), raw)?);
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::from_json;

    fn read(json: &str) -> Vec<(String, String)> {
        from_json::<Texts>(json.as_bytes()).unwrap().0
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
            root.error.0,
            pairs(&[("cp", "corto"), ("tc.numero", "malo")])
        );
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
