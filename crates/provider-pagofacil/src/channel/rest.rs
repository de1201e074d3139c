//! Endpoints 1 and 3: a serialized text, answered in JSON or XML by a Zend REST server.

use std::fmt;

#[cfg(feature = "xml")]
use payments_kit::codec::from_xml;
use payments_kit::codec::{Key, Noticed, from_json_behind_notice};
use payments_kit::http::Form;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::error::{Unusable, Unwrapped};
use crate::wire::{Answer, Data, Field, two_digits};

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn serialize(method: &str, data: &Data<'_>) -> Form {
    let mut form = Form::new();
    form.field("method", method);
    let mut fields = form.scope("data");
    for (name, field) in data.fields() {
        match field {
            Field::Text(text) | Field::Personal(text) => fields.field(name, text),
            Field::Secret(text) => fields.field(name, text),
            Field::Number(number) => fields.field(name, &number.to_string()),
            Field::TwoDigits(digits) => fields.field(name, two_digits(digits)),
        }
    }
    form
}

/// The answer of `method` in JSON, behind a notice perhaps.
pub(super) fn unwrap_json<'body>(body: &'body [u8], method: &str) -> Unwrapped<'body> {
    let Noticed { value, notice } = from_json_behind_notice::<Document<'_>>(body)?;
    let value = value.answer_of(method)?;
    Ok(Noticed { value, notice })
}

/// The answer of `method` in XML.
#[cfg(feature = "xml")]
pub(super) fn unwrap_xml<'body>(body: &'body [u8], method: &str) -> Unwrapped<'body> {
    let value = from_xml::<Document<'_>>(body)?.answer_of(method)?;
    Ok(Noticed {
        value,
        notice: None,
    })
}

/// What stands below the root, whatever its name.
struct Document<'de>(Option<Level<'de>>);

impl Document<'_> {
    /// The element of `method` stands below the root. A fault of the dispatcher has no such
    /// element: then the root itself is the answer, whatever its name.
    fn answer_of(self, method: &str) -> Result<Box<Answer>, Unusable> {
        let Level { children, own } = self.0.ok_or(Unusable::NoAnswer)?;
        let element = children
            .into_iter()
            .find(|(name, _)| name.as_str() == method);
        match element {
            Some((_, answer)) => Ok(answer),
            None => own.filter(|own| own.is_fault()).ok_or(Unusable::NoAnswer),
        }
    }
}

impl<'de> Deserialize<'de> for Document<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RootVisitor;

        impl<'de> Visitor<'de> for RootVisitor {
            type Value = Document<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document<'de>, A::Error> {
                let root = map.next_entry::<Key<'_>, Level<'_>>()?;
                // A second root is no document of this server.
                if map.next_entry::<Key<'_>, IgnoredAny>()?.is_some() {
                    return Ok(Document(None));
                }
                Ok(Document(root.map(|(_, level)| level)))
            }
        }

        deserializer.deserialize_map(RootVisitor)
    }
}

/// What stands below the root: method elements, or the members of a fault.
#[derive(Default)]
struct Level<'de> {
    children: Vec<(Key<'de>, Box<Answer>)>,
    own: Option<Box<Answer>>,
}

impl<'de> Deserialize<'de> for Level<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LevelVisitor;

        impl<'de> Visitor<'de> for LevelVisitor {
            type Value = Level<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an element")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Level<'de>, A::Error> {
                let mut level = Level::default();
                let Level { children, own } = &mut level;
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    match key.as_str() {
                        "response" => own.get_or_insert_default().response = map.next_value()?,
                        "status" => own.get_or_insert_default().status = map.next_value()?,
                        _ => children.push((key, map.next_value()?)),
                    }
                }
                Ok(level)
            }

            fn visit_str<E>(self, _: &str) -> Result<Level<'de>, E> {
                Ok(Level::default())
            }
        }

        deserializer.deserialize_any(LevelVisitor)
    }
}
