//! JSON and XML documents as one kind of tree, which can be changed and written again.
//!
//! The tree keeps what `serde_json::Value` does not: repeated members, their order, and the digits
//! of every number.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::Event;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A number, `true`, `false` or `null`, as it is written.
    Literal(String),
    Text(String),
    List(Vec<Value>),
    /// Members in their order; a name may be repeated.
    Object(Members),
}

/// The members of an object.
pub(super) type Members = Vec<(String, Value)>;

/// The syntax of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    Json,
    Xml,
}

/// A document that could be parsed completely.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) syntax: Syntax,
    pub(super) root: Value,
}

impl Document {
    /// Parses a body; `None` if it is neither a JSON nor an XML document.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let (syntax, root) = match text.trim_start().chars().next()? {
            '<' => (Syntax::Xml, xml(text)?),
            _ => (Syntax::Json, json(serde_json::from_str(text).ok()?)?),
        };
        Some(Self { syntax, root })
    }

    /// Writes another tree in the syntax of this document.
    pub(super) fn write(&self, root: &Value) -> Vec<u8> {
        let mut text = String::new();
        match self.syntax {
            Syntax::Json => write_json(root, &mut text),
            Syntax::Xml => write_xml(root, &mut text),
        }
        text.into_bytes()
    }
}

/// The members of an object, repeated ones included.
struct RawMembers<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = RawMembers<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawMembers<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawMembers(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

fn json(raw: &RawValue) -> Option<Value> {
    let text = raw.get();
    Some(match text.as_bytes().first()? {
        b'{' => {
            let RawMembers(members) = serde_json::from_str(text).ok()?;
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, value)| Some((name, json(value)?)))
                    .collect::<Option<_>>()?,
            )
        }
        b'[' => {
            let values: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Value::List(values.into_iter().map(json).collect::<Option<_>>()?)
        }
        b'"' => Value::Text(serde_json::from_str(text).ok()?),
        _ => Value::Literal(text.to_owned()),
    })
}

/// An element that is open: its name, its children and its text.
type Element = (String, Members, String);

/// An element with children is an object, and any other one a text. Attributes stay with the name.
fn xml(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut top = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.to_string();
                open.push((name, Vec::new(), String::new()));
            }
            Event::Empty(tag) => {
                let name = tag.trim_end().to_owned();
                let siblings = open
                    .last_mut()
                    .map_or(&mut top, |(_, children, _)| children);
                siblings.push((name, Value::Text(String::new())));
            }
            Event::End(_) => {
                let (name, children, text) = open.pop()?;
                let value = if children.is_empty() {
                    Value::Text(text)
                } else {
                    Value::Object(children)
                };
                let siblings = open
                    .last_mut()
                    .map_or(&mut top, |(_, children, _)| children);
                siblings.push((name, value));
            }
            Event::Text(piece) => {
                let piece = unescape(&piece).ok()?.into_owned();
                push_text(&mut open, &piece);
            }
            Event::CData(piece) => push_text(&mut open, &piece),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                push_text(&mut open, &unescape(&reference).ok()?);
            }
            Event::Comment(_) | Event::Decl(_) | Event::DocType(_) | Event::PI(_) => {}
        }
    }
    (open.is_empty() && top.len() == 1).then_some(Value::Object(top))
}

fn push_text(open: &mut [Element], piece: &str) {
    if let Some((_, _, text)) = open.last_mut() {
        text.push_str(piece);
    }
}

fn write_json(value: &Value, text: &mut String) {
    match value {
        Value::Literal(literal) => text.push_str(literal),
        Value::Text(inner) => text.push_str(&serde_json::Value::from(inner.as_str()).to_string()),
        Value::List(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json(value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::Value::from(name.as_str()).to_string());
                text.push(':');
                write_json(value, text);
            }
            text.push('}');
        }
    }
}

/// `null` is an empty element, and the entries of a list are elements named `item`.
fn write_xml(value: &Value, text: &mut String) {
    match value {
        Value::Literal(literal) if literal == "null" => {}
        Value::Literal(inner) | Value::Text(inner) => text.push_str(&escape(inner.as_str())),
        Value::List(values) => {
            for value in values {
                write_element("item", value, text);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                write_element(name, value, text);
            }
        }
    }
}

fn write_element(name: &str, value: &Value, text: &mut String) {
    let tag = name.split_ascii_whitespace().next().unwrap_or(name);
    // A name must not begin with a digit.
    let prefix = if tag.starts_with(|c: char| c.is_ascii_digit()) {
        "_"
    } else {
        ""
    };
    text.push_str(&format!("<{prefix}{name}>"));
    write_xml(value, text);
    text.push_str(&format!("</{prefix}{tag}>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(body: &str) -> String {
        let document = Document::parse(body.as_bytes()).unwrap();
        String::from_utf8(document.write(&document.root)).unwrap()
    }

    #[test]
    fn json_keeps_repeated_members_their_order_and_the_digits() {
        let body = r#"{"b":800.10,"a":"x\"","b":null,"c":[true,{}]}"#;
        assert_eq!(written(body), body);
    }

    #[test]
    fn xml_keeps_repeated_elements_and_attributes() {
        let body = "<r v=\"1\"><b>1 &lt; 2</b><b></b><c><d>é</d></c></r>";
        assert_eq!(written(body), body);
        assert_eq!(
            written("<?xml version=\"1.0\"?><r>\n <a><![CDATA[x]]></a><b/></r>"),
            "<r><a>x</a><b></b></r>"
        );
    }

    #[test]
    fn what_is_not_one_document_is_not_parsed() {
        for body in ["", "{", "<a>", "<a></b>", "notice {}", "{} {}", "<a/><b/>"] {
            assert!(Document::parse(body.as_bytes()).is_none(), "{body}");
        }
    }
}
