//! XML answers, read into the same structs as JSON ones.
//!
//! A document is a map with one entry, its root; an element is a map of its children, or a text
//! when it has none. Attributes, comments and processing instructions are passed over, and a
//! document type with its entities is refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::decode_error::{DecodeError, text_of};

/// No answer of a service nests deeper.
const DEEPEST: usize = 64;

/// Reads one whole XML document.
///
/// The deserializer says that it is not human readable; that is how [`Scalar`](super::Scalar)
/// tells it from JSON.
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the document.
pub fn from_xml<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    let text = text_of(body)?;
    let forbidden = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    if let Some(place) = text.bytes().position(forbidden) {
        return Err(DecodeError::Malformed(u64::try_from(place).ok()));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document { reader, depth: 0 };
    let root = document.root()?;
    T::deserialize(Root {
        document: &mut document,
        name: root,
    })
}

struct Document<'de> {
    reader: Reader<&'de [u8]>,
    depth: usize,
}

impl<'de> Document<'de> {
    fn next(&mut self) -> Result<Event<'de>, DecodeError> {
        self.reader.read_event().map_err(|error| match error {
            quick_xml::Error::Syntax(_) => DecodeError::Truncated,
            _ => DecodeError::Malformed(Some(self.reader.error_position())),
        })
    }

    fn malformed(&self) -> DecodeError {
        DecodeError::Malformed(Some(self.reader.buffer_position()))
    }

    /// The name of the root element.
    fn root(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        loop {
            match self.next()? {
                Event::Start(start) => return Ok(Cow::Owned(start.name().as_ref().to_owned())),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Eof => return Err(DecodeError::Truncated),
                _ => return Err(self.malformed()),
            }
        }
    }

    /// Nothing but blanks and comments may follow the root.
    fn end(&mut self) -> Result<(), DecodeError> {
        loop {
            match self.next()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return Err(self.malformed()),
            }
        }
    }

    /// What comes next inside the current element.
    fn content(&mut self) -> Result<Content<'de>, DecodeError> {
        let mut text = Cow::Borrowed("");
        loop {
            match self.next()? {
                Event::Text(piece) => append(&mut text, piece.into_inner()),
                Event::CData(piece) => append(&mut text, piece.into_inner()),
                Event::GeneralRef(entity) => {
                    let character = entity.resolve_char_ref().map_err(|_| self.malformed())?;
                    match character {
                        Some(character) => text.to_mut().push(character),
                        None => {
                            let known = resolve_predefined_entity(&entity);
                            text.to_mut()
                                .push_str(known.ok_or_else(|| self.malformed())?);
                        }
                    }
                }
                Event::Start(start) => {
                    let name = Cow::Owned(start.name().as_ref().to_owned());
                    return Ok(Content::Child(name));
                }
                Event::End(_) => return Ok(Content::End(text)),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(DecodeError::Truncated),
                _ => return Err(self.malformed()),
            }
        }
    }

    /// Passes over the rest of the current element.
    fn skip(&mut self) -> Result<(), DecodeError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.content()? {
                Content::Child(_) => open += 1,
                Content::End(_) => open -= 1,
            }
        }
        Ok(())
    }
}

enum Content<'de> {
    Child(Cow<'de, str>),
    End(Cow<'de, str>),
}

fn append<'de>(text: &mut Cow<'de, str>, piece: Cow<'de, str>) {
    if text.is_empty() {
        *text = piece;
    } else {
        text.to_mut().push_str(&piece);
    }
}

struct Root<'doc, 'de> {
    document: &'doc mut Document<'de>,
    name: Cow<'de, str>,
}

impl<'de> Deserializer<'de> for Root<'_, 'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let value = visitor.visit_map(Children {
            document: self.document,
            next: Next::Child(self.name),
            is_root: true,
        })?;
        self.document.end()?;
        Ok(value)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The element whose start tag was just read.
struct Element<'doc, 'de> {
    document: &'doc mut Document<'de>,
}

impl<'de> Deserializer<'de> for Element<'_, 'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.document.content()? {
            Content::End(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Content::End(Cow::Owned(text)) => visitor.visit_string(text),
            Content::Child(name) => {
                if self.document.depth == DEEPEST {
                    return Err(DecodeError::TooDeep);
                }
                self.document.depth += 1;
                let value = visitor.visit_map(Children {
                    document: self.document,
                    next: Next::Child(name),
                    is_root: false,
                });
                self.document.depth -= 1;
                value
            }
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.document.skip()?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier
    }
}

enum Next<'de> {
    /// A child whose start tag was read.
    Child(Cow<'de, str>),
    /// Nothing read ahead.
    Unread,
    /// The end tag was read.
    Done,
}

struct Children<'doc, 'de> {
    document: &'doc mut Document<'de>,
    next: Next<'de>,
    is_root: bool,
}

impl<'de> MapAccess<'de> for Children<'_, 'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let name = match std::mem::replace(&mut self.next, Next::Unread) {
            Next::Child(name) => name,
            Next::Done => return Ok(None),
            Next::Unread if self.is_root => return Ok(None),
            Next::Unread => match self.document.content()? {
                Content::Child(name) => name,
                Content::End(_) => {
                    self.next = Next::Done;
                    return Ok(None);
                }
            },
        };
        let name: serde::de::value::CowStrDeserializer<'_, DecodeError> =
            serde::de::IntoDeserializer::into_deserializer(name);
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        seed.deserialize(Element {
            document: self.document,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::IgnoredAny;

    use super::*;

    type Flat = BTreeMap<String, BTreeMap<String, String>>;

    fn read(xml: &str) -> Result<Flat, DecodeError> {
        from_xml(xml.as_bytes())
    }

    #[test]
    fn elements_are_maps_and_texts() {
        let read = read(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->",
            "<r generator=\"zend\"><a>di \"hola\"</a><b/><c></c><d>x &amp; &lt;y&gt; &#13;\n&#xE9;</d>",
            "<e><![CDATA[<raw>]]></e></r>\n",
        ))
        .unwrap();
        let members: Vec<_> = read.get("r").unwrap().iter().collect();
        insta::assert_debug_snapshot!(members, @r#"
        [
            (
                "a",
                "di \"hola\"",
            ),
            (
                "b",
                "",
            ),
            (
                "c",
                "",
            ),
            (
                "d",
                "x & <y> \r\né",
            ),
            (
                "e",
                "<raw>",
            ),
        ]
        "#);
    }

    #[test]
    fn what_is_not_one_whole_document_is_refused() {
        for (xml, expected) in [
            ("", DecodeError::Empty),
            ("<r><a>1</a>", DecodeError::Truncated),
            ("<r><a>1</a></", DecodeError::Truncated),
            ("<r><a>1</b></r>", DecodeError::Malformed(Some(7))),
            ("<r><a/></r><r></r>", DecodeError::Malformed(Some(14))),
            ("Notice<r></r>", DecodeError::Malformed(Some(6))),
            ("<r><a>\u{7}</a></r>", DecodeError::Malformed(Some(6))),
            ("<r><a>&nbsp;</a></r>", DecodeError::Malformed(Some(12))),
            (
                "<!DOCTYPE r [<!ENTITY a \"b\">]><r><a>&a;</a></r>",
                DecodeError::Malformed(Some(30)),
            ),
        ] {
            assert_eq!(read(xml).unwrap_err(), expected, "{xml}");
        }
        assert_eq!(
            from_xml::<Flat>(b"<r><a>\xe9</a></r>").unwrap_err(),
            DecodeError::NotUtf8
        );
    }

    #[test]
    fn what_is_ignored_must_still_be_well_formed() {
        assert!(from_xml::<BTreeMap<String, IgnoredAny>>(b"<r><a><b>1</b></a></r>").is_ok());
        assert!(from_xml::<BTreeMap<String, IgnoredAny>>(b"<r><a><b>1</a></b></r>").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        #[derive(Debug, Deserialize)]
        struct Nested {
            #[expect(dead_code, reason = "only the depth is looked at")]
            a: Option<Box<Nested>>,
        }
        let deep = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        let error = from_xml::<Nested>(deep(1000).as_bytes()).unwrap_err();
        assert_eq!(error, DecodeError::TooDeep);
        // What is passed over costs no stack, however deep it is.
        assert!(from_xml::<IgnoredAny>(deep(100_000).as_bytes()).is_ok());
    }
}
