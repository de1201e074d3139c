//! XML responses, read into the same structs as JSON ones.
//!
//! `quick-xml` parses; its serde support is not used because it reads numbers through floats, trims
//! texts and merges repeated elements.
//!
//! A document is a map with one entry, its root; an element is a map of its children, or a text
//! when it has none. Attributes, comments and processing instructions are ignored, and a
//! document type with its entities is refused.

mod deserializer;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use serde::Deserialize;

use self::deserializer::Root;
use super::decode_error::{DecodeError, text_of};
use super::json::{WithOutput, output};

/// No response of a service nests deeper.
const DEEPEST: usize = 64;

/// Reads one complete XML document.
///
/// The deserializer says that it is not human readable, which distinguishes it from JSON for
/// [`Scalar`](super::Scalar).
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the document.
pub fn from_xml<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    let text = text_of(body)?;
    let (value, end) = read(text)?;
    if let Some(place) = content_after(text, end) {
        return Err(DecodeError::Malformed(u64::try_from(place).ok()));
    }
    Ok(value)
}

/// Reads one complete XML document like [`from_xml`], with unexpected output of PHP before or after
/// it.
///
/// The document starts at its declaration, or at the first element whose name is none of HTML. A
/// second document, and a page of HTML around one, are refused.
///
/// ```
/// use payments_kit::codec::{Scalar, from_xml_with_output};
/// use std::collections::BTreeMap;
///
/// let body = b"<br />\n<b>Notice</b>: x<br />\n<charge><autorizado>1</autorizado></charge>";
/// let read = from_xml_with_output::<BTreeMap<String, BTreeMap<String, Scalar>>>(body)?;
/// assert_eq!(read.value["charge"]["autorizado"].flag(), Some(true));
/// assert_eq!(read.output.as_deref(), Some("<br />\n<b>Notice</b>: x<br />"));
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the text.
pub fn from_xml_with_output<'de, T: Deserialize<'de>>(
    body: &'de [u8],
) -> Result<WithOutput<'de, T>, DecodeError> {
    let text = text_of(body)?;
    let start = document_start(text).unwrap_or(0);
    let (before, document) = text.split_at_checked(start).unwrap_or(("", text));
    let (value, end) = read(document)?;
    let after = document.get(end..).unwrap_or_default();
    let is_page = ["<html", "<body", "<!doctype"]
        .iter()
        .any(|tag| before.to_ascii_lowercase().contains(tag));
    if is_page || document_start(after).is_some() {
        return Err(DecodeError::Malformed(u64::try_from(start + end).ok()));
    }
    Ok(WithOutput {
        value,
        output: output(before, after),
    })
}

/// The document at the start of a text, and where it ends.
fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<(T, usize), DecodeError> {
    if let Some(place) = forbidden_character(text) {
        return Err(DecodeError::Malformed(u64::try_from(place).ok()));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut document = Document {
        text,
        reader,
        depth: 0,
    };
    let root = document.root()?;
    let value = T::deserialize(Root {
        document: &mut document,
        name: root,
    })?;
    let end = usize::try_from(document.reader.buffer_position());
    Ok((value, end.unwrap_or(text.len())))
}

/// Where anything but blanks, comments and processing instructions follows the root.
fn content_after(text: &str, end: usize) -> Option<usize> {
    let mut at = end;
    loop {
        let rest = text.get(at..)?;
        let blanks = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let closing = [("<!--", "-->"), ("<?", "?>")]
            .into_iter()
            .find_map(|(open, close)| rest.starts_with(open).then_some(close));
        match closing.and_then(|close| Some(rest.find(close)? + close.len())) {
            Some(length) => at += blanks + length,
            None => return (!rest.is_empty()).then_some(at + blanks),
        }
    }
}

/// Where the first declaration is, or the first element that is none of HTML.
fn document_start(text: &str) -> Option<usize> {
    const HTML: &[&str] = &[
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "label",
        "li",
        "link",
        "main",
        "meta",
        "nav",
        "ol",
        "p",
        "pre",
        "script",
        "section",
        "small",
        "span",
        "strong",
        "style",
        "sub",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
    ];
    if let Some(declaration) = text.find("<?xml") {
        return Some(declaration);
    }
    let mut tags = text.match_indices('<').map(|(at, _)| at);
    tags.find(|at| {
        let name = text.get(at + 1..).unwrap_or_default();
        let end = name.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')));
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
        let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
        is_name && !HTML.contains(&&*name.to_ascii_lowercase())
    })
}

/// Returns the position of the first control character that XML forbids. No valid response has
/// one, so the exact position is searched only in a block of bytes that holds one.
fn forbidden_character(text: &str) -> Option<usize> {
    let is_forbidden = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let is_clean = |block: &[u8]| {
        !block
            .iter()
            .fold(false, |any, byte| any | is_forbidden(byte))
    };
    if text.as_bytes().chunks(256).all(is_clean) {
        return None;
    }
    text.as_bytes().iter().position(is_forbidden)
}

struct Document<'de> {
    text: &'de str,
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

    /// The name in a start tag that was just read. The reader lends it only until the next event;
    /// in the document it is found before the tag's end, which is `>` or `/>`.
    fn name(&self, start: &BytesStart<'_>) -> Cow<'de, str> {
        let name = start.name().into_inner();
        let end = usize::try_from(self.reader.buffer_position()).unwrap_or(0);
        let in_document = [1, 2].into_iter().find_map(|closing| {
            let at = end.checked_sub(start.len() + closing)?;
            let found = self.text.get(at..at + name.len())?;
            (found == name).then_some(found)
        });
        in_document.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed)
    }

    /// The name of the root element.
    fn root(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        loop {
            match self.next()? {
                Event::Start(start) => return Ok(self.name(&start)),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Eof => return Err(DecodeError::Truncated),
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
                Event::Start(start) => return Ok(Content::Child(self.name(&start))),
                Event::End(_) => return Ok(Content::End(text)),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(DecodeError::Truncated),
                _ => return Err(self.malformed()),
            }
        }
    }

    /// Skips the rest of the current element.
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
