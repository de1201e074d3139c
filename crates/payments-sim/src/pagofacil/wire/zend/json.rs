//! The JSON that Zend derives from its XML: every leaf a trimmed text.

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};

use super::element::{Content, Element};
use super::rest::Document;
use crate::php::json::encode;

/// Writes `document`; `None` when its XML is malformed, so that nothing can be derived from it.
pub(crate) fn write(document: &Document) -> Option<String> {
    encode(&Children(std::slice::from_ref(&document.root))).ok()
}

/// One member for all siblings of a name.
struct Children<'a>(&'a [Element]);

impl Serialize for Children<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut names: Vec<&str> = Vec::new();
        let mut map = serializer.serialize_map(None)?;
        for child in self.0 {
            if !names.contains(&child.name.as_str()) {
                names.push(&child.name);
                map.serialize_entry(&child.name, &Siblings(&child.name, self.0))?;
            }
        }
        map.end()
    }
}

/// The children of one name: an array where there are several.
struct Siblings<'a>(&'a str, &'a [Element]);

impl Serialize for Siblings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let contents = self.1.iter().filter(|child| child.name == self.0);
        let contents: Vec<&Content> = contents.map(|child| &child.content).collect();
        match contents.as_slice() {
            [only] => only.serialize(serializer),
            several => serializer.collect_seq(several),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => match trimmed(text) {
                Some(text) => serializer.serialize_str(text),
                None => Err(S::Error::custom("a character that XML cannot hold")),
            },
            Self::Children(children) if children.is_empty() => serializer.serialize_str(""),
            Self::Children(children) => Children(children).serialize(serializer),
        }
    }
}

/// PHP's `trim`; `None` when the text holds what XML cannot.
fn trimmed(text: &str) -> Option<&str> {
    let malformed = |character: char| {
        (character < ' ' && !matches!(character, '\t' | '\n' | '\r'))
            || matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    (!text.contains(malformed)).then(|| text.trim_matches([' ', '\t', '\n', '\r']))
}

#[cfg(test)]
mod tests {
    use super::super::{Map, Value};
    use super::*;

    fn written(result: Map) -> Option<String> {
        let result = result.with("status", 1);
        write(&Document::returned("S", "m", &result).expect("valid names"))
    }

    fn members(result: Map) -> String {
        let json = written(result).expect("well-formed");
        let inner = json.strip_prefix(r#"{"S":{"m":{"#);
        let inner = inner.and_then(|rest| rest.strip_suffix(r#","status":"1"}}}"#));
        inner.expect("the method's members").to_owned()
    }

    #[test]
    fn every_scalar_is_a_text() {
        let result = Map::new()
            .with("verdadero", true)
            .with("falso", false)
            .with("cero", 0)
            .with("monto", Value::Decimal("800.5".to_owned()));
        assert_eq!(
            members(result),
            r#""verdadero":"1","falso":"0","cero":"0","monto":"800.5""#
        );
    }

    #[test]
    fn whatever_is_empty_is_an_empty_text() {
        let result = Map::new()
            .with("vacio", "")
            .with("nulo", Value::Null)
            .with("arreglo", Value::List(Vec::new()))
            .with("anidado", Map::new().with("x", Map::new()))
            .with("solo", "   ");
        assert_eq!(
            members(result),
            r#""vacio":"","nulo":"","arreglo":"","anidado":{"x":""},"solo":"""#
        );
    }

    #[test]
    fn lists_are_objects_in_document_order() {
        let items = (0..=10).map(Value::Int).collect();
        let json = members(Map::new().with("lista", Value::List(items)));
        assert!(
            json.starts_with(r#""lista":{"key_0":"0","key_1":"1","#),
            "{json}"
        );
        assert!(json.ends_with(r#""key_9":"9","key_10":"10"}"#), "{json}");
    }

    #[test]
    fn siblings_of_one_name_are_an_array() {
        let result = Map::new().with("0", "a").with("x", "b").with("key_0", "c");
        assert_eq!(members(result), r#""key_0":["a","c"],"x":"b""#);
    }

    #[test]
    fn texts_are_trimmed_ascii() {
        let result = Map::new()
            .with("pad", "  con espacios\n")
            .with("crlf", "a\r\nb")
            .with("nbsp", "\u{a0}b")
            .with("all", "<a href=\"x\">'t'</a> \\ José");
        assert_eq!(
            members(result),
            r#""pad":"con espacios","crlf":"a\r\nb","nbsp":"\u00a0b","all":"<a href=\"x\">'t'<\/a> \\ Jos\u00e9""#
        );
    }

    #[test]
    fn a_control_character_yields_no_json() {
        assert!(written(Map::new().with("bel", "a\u{7}b")).is_none());
    }
}
