//! Endpoints 1 and 3 and the reports: a serialized text, to which a Zend REST server responds in
//! JSON or XML.

use std::fmt;

#[cfg(feature = "xml")]
use payments_kit::codec::from_xml_with_output;
use payments_kit::codec::{Absorb, Key, WithOutput, from_json_with_output};
use payments_kit::http::{Fields, Form};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::Method;
use crate::error::{Unusable, Unwrapped};
use crate::wire::Response;

pub(super) fn serialize(method: &str, write: impl Fn(&mut dyn Fields)) -> Form {
    let mut form = Form::new();
    form.field("method", method);
    write(&mut form.scope("data"));
    form
}

/// The response of `method` in JSON.
pub(super) fn unwrap_json<'body>(body: &'body [u8], method: Method) -> Unwrapped<'body> {
    response_of(from_json_with_output(body)?, method)
}

/// The response of `method` in XML.
#[cfg(feature = "xml")]
pub(super) fn unwrap_xml<'body>(body: &'body [u8], method: Method) -> Unwrapped<'body> {
    response_of(from_xml_with_output(body)?, method)
}

/// The response of `method` in a report. The published document has no envelope; the server that the
/// other endpoints run on would put it below a root and the method's name.
pub(super) fn unwrap_report<'body>(body: &'body [u8], method: &'static str) -> Unwrapped<'body> {
    let bare: WithOutput<'_, Box<Response>> = from_json_with_output(body)?;
    if bare.value.is_report() || bare.value.is_fault() {
        return Ok(bare);
    }
    let read: WithOutput<'_, Root<'_>> = from_json_with_output(body)?;
    Ok(WithOutput {
        value: read.value.response_of(method)?,
        output: read.output,
    })
}

fn response_of<'body>(
    read: WithOutput<'body, Root<'_>>,
    Method(family, method): Method,
) -> Unwrapped<'body> {
    // A method of the same name may be on the other endpoint.
    if read.value.name() == Some(family.other().root()) {
        return Err(Unusable::NotOurs);
    }
    Ok(WithOutput {
        value: read.value.response_of(method)?,
        output: read.output,
    })
}

/// The root, which may have any name, and what is below it.
struct Root<'de>(Option<(Key<'de>, Level<'de>)>);

impl Root<'_> {
    fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|(name, _)| name.as_str())
    }

    /// The elements of `method` are children of the root. A fault of the dispatcher has no such
    /// element: then the root itself, under any name, is the response.
    ///
    /// Everything that the document says comes along: a fault beside the method's element, and the
    /// result of another method, which is a result that does not belong here.
    fn response_of(self, method: &str) -> Result<Box<Response>, Unusable> {
        let (_, Level { children, own }) = self.0.ok_or(Unusable::NoResult)?;
        let mut of_method: Option<Box<Response>> = None;
        let mut has_foreign_result = false;
        for (name, response) in children {
            if name.as_str() == method {
                match &mut of_method {
                    Some(first) => first.absorb(*response),
                    None => of_method = Some(response),
                }
            } else {
                has_foreign_result |= response.has_result();
            }
        }
        let fault = own.filter(|own| own.is_fault());
        if has_foreign_result && (of_method.is_some() || fault.is_some()) {
            return Err(Unusable::SeveralResults);
        }
        match (of_method, fault) {
            (Some(mut response), Some(fault)) => {
                response.absorb(*fault);
                Ok(response)
            }
            (Some(response), None) | (None, Some(response)) => Ok(response),
            (None, None) => Err(Unusable::NoResult),
        }
    }
}

impl<'de> Deserialize<'de> for Root<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RootVisitor;

        impl<'de> Visitor<'de> for RootVisitor {
            type Value = Root<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Root<'de>, A::Error> {
                let root = map.next_entry()?;
                // This server never writes a second root.
                if map.next_entry::<Key<'_>, IgnoredAny>()?.is_some() {
                    return Ok(Root(None));
                }
                Ok(Root(root))
            }
        }

        deserializer.deserialize_map(RootVisitor)
    }
}

/// What is below the root: method elements, or the members of a fault.
#[derive(Default)]
struct Level<'de> {
    children: Vec<(Key<'de>, Box<Response>)>,
    own: Option<Box<Response>>,
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
                        "response" => {
                            let own = own.get_or_insert_default();
                            own.fault.absorb(map.next_value()?);
                        }
                        "status" => {
                            let own = own.get_or_insert_default();
                            own.status.absorb(map.next_value()?);
                        }
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
