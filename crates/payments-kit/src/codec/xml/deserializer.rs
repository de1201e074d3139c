//! serde's view of a document. The float types that it names are names of serde's methods; every
//! leaf is a text.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{Content, DEEPEST, Document};
use crate::codec::DecodeError;

/// The document as a map with one entry, its root.
pub(super) struct Root<'doc, 'de> {
    pub(super) document: &'doc mut Document<'de>,
    pub(super) name: Cow<'de, str>,
}

impl<'de> Deserializer<'de> for Root<'_, 'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(Children {
            document: self.document,
            next: Next::Child(self.name),
            is_root: true,
        })
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
        match name {
            Cow::Borrowed(name) => seed.deserialize(BorrowedStrDeserializer::new(name)),
            Cow::Owned(name) => seed.deserialize(StringDeserializer::new(name)),
        }
        .map(Some)
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
