//! Endpoints 1 and 3: a serialized text, answered in JSON or XML by a Zend REST server.

use std::fmt;

use payments_core::codec::{Key, Noticed, from_json_behind_notice, from_xml};
use payments_core::http::Form;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::error::{Unusable, Unwrapped};
use crate::wire::{Answer, Data, Field};

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn serialize(method: &str, data: &Data<'_>) -> Form {
    let mut form = Form::new();
    form.field("method", method);
    let mut fields = form.scope("data");
    for (name, field) in data.fields() {
        match field {
            Field::Text(text) => fields.field(name, text),
            Field::Secret(text) => fields.field(name, text),
            Field::Number(number) => fields.field(name, &number.to_string()),
        }
    }
    form
}

/// The answer of `method`. Its element stands below the root. A fault of the dispatcher has no
/// such element: then the root itself is the answer, whatever its name.
pub(super) fn unwrap<'body>(body: &'body [u8], is_xml: bool, method: &str) -> Unwrapped<'body> {
    let Noticed { value, notice } = if is_xml {
        Noticed {
            value: from_xml(body)?,
            notice: None,
        }
    } else {
        from_json_behind_notice(body)?
    };
    let document: Document = value;
    let (_, Level { children, own }) = document.0.ok_or(Unusable::NoAnswer)?;
    let element = children.into_iter().find(|(name, _)| name == method);
    let value = match element {
        Some((_, answer)) => answer,
        None if own.is_fault() => own,
        None => return Err(Unusable::NoAnswer),
    };
    Ok(Noticed { value, notice })
}

/// The root by its name.
struct Document(Option<(String, Level)>);

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RootVisitor;

        impl<'de> Visitor<'de> for RootVisitor {
            type Value = Document;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let root = map.next_entry()?;
                // A second root is no document of this server.
                if map.next_entry::<String, Level>()?.is_some() {
                    return Ok(Document(None));
                }
                Ok(Document(root))
            }
        }

        deserializer.deserialize_map(RootVisitor)
    }
}

/// What stands below the root: method elements, or the members of a fault.
#[derive(Default)]
struct Level {
    children: Vec<(String, Answer)>,
    own: Answer,
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LevelVisitor;

        impl<'de> Visitor<'de> for LevelVisitor {
            type Value = Level;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an element")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Level, A::Error> {
                let mut level = Level::default();
                while let Some(key) = map.next_key::<Key<'_>>()? {
                    match key.as_str() {
                        "response" => level.own.response = map.next_value()?,
                        "status" => level.own.status = map.next_value()?,
                        name => {
                            let name = name.to_owned();
                            level.children.push((name, map.next_value()?));
                        }
                    }
                }
                Ok(level)
            }

            fn visit_str<E>(self, _: &str) -> Result<Level, E> {
                Ok(Level::default())
            }
        }

        deserializer.deserialize_any(LevelVisitor)
    }
}
