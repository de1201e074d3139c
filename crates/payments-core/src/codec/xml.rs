//! XML answers, read into the same structs as JSON ones.
//!
//! A document is a map with one entry, its root; an element is a map of its children, or a text
//! when it has none. Attributes, comments and processing instructions are passed over, and a
//! document type with its entities is refused.

mod deserializer;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde::Deserialize;

use self::deserializer::Root;
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

#[cfg(test)]
mod tests;
