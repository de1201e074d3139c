//! JSON responses, with unexpected output before or after the document.

use std::borrow::Cow;
use std::cell::Cell;

use serde::Deserialize;
use serde_json::error::Category;

use super::decode_error::{DecodeError, text_of};

/// Reads one complete JSON document.
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the document.
pub fn from_json<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    from_text(text_of(body)?)
}

fn from_text<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    at_once_or_carefully(|| serde_json::from_str(text)).map_err(reason)
}

thread_local! {
    /// Whether the document under way is decoded at once.
    static AT_ONCE: Cell<bool> = const { Cell::new(false) };
}

/// Whether the entries of a list are decoded where they are in the document, at once. If not, a
/// list takes each of its entries as a `RawValue` first, so that one that cannot be decoded hides no
/// other.
///
/// Every document is decoded at once, which saves a scan of it for each level of its lists, and only
/// where that fails once more with each entry apart. A type may ask this; what it reads at once must
/// be what it reads otherwise, or an error.
pub fn is_at_once() -> bool {
    AT_ONCE.get()
}

/// Sets the mode while it exists.
struct Mode(bool);

impl Mode {
    fn at_once(at_once: bool) -> Self {
        Self(AT_ONCE.replace(at_once))
    }
}

impl Drop for Mode {
    fn drop(&mut self) {
        AT_ONCE.set(self.0);
    }
}

fn at_once_or_carefully<T>(decode: impl Fn() -> serde_json::Result<T>) -> serde_json::Result<T> {
    let mode = Mode::at_once(true);
    let decoded = decode();
    drop(mode);
    if decoded.is_ok() {
        return decoded;
    }
    let _mode = Mode::at_once(false);
    decode()
}

fn reason(error: serde_json::Error) -> DecodeError {
    match error.classify() {
        Category::Eof => DecodeError::Truncated,
        Category::Data => DecodeError::Shape,
        Category::Syntax | Category::Io => DecodeError::Malformed(None),
    }
}

/// A document with unexpected output around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithOutput<'de, T> {
    /// The document.
    pub value: T,
    /// The output before and after it, as it was received: redact it before you keep it.
    pub output: Option<Cow<'de, str>>,
}

/// Joins what precedes and what follows a document.
pub(super) fn output<'de>(before: &'de str, after: &'de str) -> Option<Cow<'de, str>> {
    match (before.trim(), after.trim()) {
        ("", "") => None,
        (output, "") | ("", output) => Some(Cow::Borrowed(output)),
        (before, after) => Some(Cow::Owned(format!("{before} … {after}"))),
    }
}

/// Reads one complete JSON document like [`from_json`], or one complete JSON object or list within
/// output of PHP, HTML or other text.
///
/// The first thing in the text that begins like an object, with a name and a colon, must be the
/// document or the first entry of a list. A second document, or one that is truncated, is refused.
/// Braces in the output that begin no object are ignored.
///
/// ```
/// use payments_kit::codec::{Scalar, from_json_with_output};
/// use std::collections::BTreeMap;
///
/// let body = b"<b>Notice</b>: Undefined index in {closure}\n{\"autorizado\":\"1\"}<br />";
/// let read = from_json_with_output::<BTreeMap<String, Scalar>>(body)?;
/// assert_eq!(read.value["autorizado"].flag(), Some(true));
/// assert_eq!(
///     read.output.as_deref(),
///     Some("<b>Notice</b>: Undefined index in {closure} … <br />"),
/// );
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the text.
pub fn from_json_with_output<'de, T: Deserialize<'de>>(
    body: &'de [u8],
) -> Result<WithOutput<'de, T>, DecodeError> {
    let text = text_of(body)?;
    let start = document_start(text);
    let (before, document) = start
        .and_then(|start| text.split_at_checked(start))
        .unwrap_or(("", text));
    if start.is_none() {
        let value = from_text(document)?;
        return Ok(WithOutput {
            value,
            output: None,
        });
    }
    let first = || {
        let mut documents = serde_json::Deserializer::from_str(document).into_iter();
        let value = documents.next().transpose()?;
        Ok((value, documents.byte_offset()))
    };
    let (value, end) = at_once_or_carefully(first).map_err(reason)?;
    let value = value.ok_or(DecodeError::Empty)?;
    let after = document.get(end..).unwrap_or_default();
    // What belongs to a document shows that this one is a part of it.
    let is_part = after.trim_start().starts_with([']', '}', ',', ':', '"']);
    if is_part || object_start(after).is_some() {
        return Err(DecodeError::Malformed(None));
    }
    Ok(WithOutput {
        value,
        output: output(before, after),
    })
}

/// Where the document starts: at the first object that has a member, or at the list around it.
/// Nothing where there is no such object, or where it is part of a text.
fn document_start(text: &str) -> Option<usize> {
    let mut start = object_start(text)?;
    while let Some(list) = text.get(..start)?.trim_end().strip_suffix('[') {
        start = list.len();
    }
    (!text.trim_start().starts_with('"')).then_some(start)
}

/// Where the first object begins that has a member.
fn object_start(text: &str) -> Option<usize> {
    let mut braces = text.match_indices('{').map(|(at, _)| at);
    braces.find(|at| text.get(at + 1..).is_some_and(begins_with_member))
}

/// Whether a name in quotes and a colon come first.
fn begins_with_member(text: &str) -> bool {
    let Some(name) = text.trim_start().strip_prefix('"') else {
        return false;
    };
    let mut escaped = false;
    let end = name.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.and_then(|end| name.get(end + 1..))
        .is_some_and(|rest| rest.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::codec::Scalar;

    type Flat = BTreeMap<String, Scalar>;

    fn read(text: &str) -> Result<(String, Option<Cow<'_, str>>), DecodeError> {
        let read: WithOutput<'_, Flat> = from_json_with_output(text.as_bytes())?;
        let names: Vec<String> = read.value.into_keys().collect();
        Ok((names.join(","), read.output))
    }

    #[test]
    fn one_complete_object_is_read_with_and_without_output_around_it() {
        for (text, names, notice) in [
            (r#"{"a":1}"#, "a", None),
            ("\u{feff} \n{\"a\":1}\n", "a", None),
            ("{}", "", None),
            (
                r#"<b>Notice</b>: x {"a":1} "#,
                "a",
                Some("<b>Notice</b>: x"),
            ),
            (
                r#"#0 {main} {closure} {"a":"{"}"#,
                "a",
                Some("#0 {main} {closure}"),
            ),
            (
                r#"index {"q\"u"} {} { "a" : {"b":1}}"#,
                "a",
                Some(r#"index {"q\"u"} {}"#),
            ),
            (r#"{main} thrown {"a":1}"#, "a", Some("{main} thrown")),
            (r#"{"a":1} <br>"#, "a", Some("<br>")),
            (r#"x {"a":1} {main}"#, "a", Some("x … {main}")),
            (r#"{"a":1} trailing"#, "a", Some("trailing")),
        ] {
            let expected = (names.to_owned(), notice.map(Cow::Borrowed));
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn anything_but_one_complete_object_is_refused() {
        for (text, expected) in [
            (r#"x {"a":1}{"b":2}"#, DecodeError::Malformed(None)),
            (r#"{"a":1}<br>{"b":2}"#, DecodeError::Malformed(None)),
            (r#"{"a":1}}"#, DecodeError::Malformed(None)),
            (r#"{"a":1},"#, DecodeError::Malformed(None)),
            (r#"[{"a":1}] <br>"#, DecodeError::Shape),
            (r#"x {"a":{"b":1}"#, DecodeError::Truncated),
            (r#"x {"a":oops {"b":1}"#, DecodeError::Malformed(None)),
            (r#"x {"a": notice {"b":1}}"#, DecodeError::Malformed(None)),
            (r#"[{"a":1}"#, DecodeError::Shape),
            (r#""{"a":1}"#, DecodeError::Shape),
            ("x {}", DecodeError::Malformed(None)),
            ("x {main}", DecodeError::Malformed(None)),
            ("x", DecodeError::Malformed(None)),
            ("", DecodeError::Empty),
        ] {
            assert_eq!(read(text).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn a_document_in_any_output_is_read_completely_or_refused() {
        use proptest::prelude::*;
        proptest!(|(notice in "[^\u{0}-\u{1f}]{0,30}")| {
            if let Ok((names, _)) = read(&format!("{notice}{{\"last\":1}}")) {
                prop_assert_eq!(names, "last");
            }
        });
    }

    #[test]
    fn a_list_is_read_with_output_around_it() {
        let body = br#"<br> [ {"a":1},{"a":2}] <br>"#;
        let read = from_json_with_output::<Vec<Flat>>(body).unwrap();
        assert_eq!(read.value.len(), 2);
        assert_eq!(read.output.as_deref(), Some("<br> … <br>"));
        assert!(from_json_with_output::<Vec<Flat>>(br#"[{"a":1}"#).is_err());
    }

    #[derive(Debug, Deserialize)]
    struct Response {
        #[expect(dead_code, reason = "only the error is looked at")]
        amount: u8,
    }

    #[test]
    fn an_error_quotes_nothing() {
        let secret = "9".repeat(16);
        for (body, expected) in [
            (format!("{{\"amount\":\"{secret}\"}}"), DecodeError::Shape),
            (format!("{{\"amount\":{secret}"), DecodeError::Shape),
            (format!("<b>{secret}</b>"), DecodeError::Malformed(None)),
            ("{\"amount\":1".to_owned(), DecodeError::Truncated),
            (" ".to_owned(), DecodeError::Empty),
        ] {
            let error = from_json::<Response>(body.as_bytes()).unwrap_err();
            assert_eq!(error, expected, "{body}");
            assert!(!format!("{error}{error:?}").contains('9'));
        }
        assert_eq!(
            from_json::<Response>(b"{\"amount\":\"\xe9\"}").unwrap_err(),
            DecodeError::NotUtf8
        );
    }
}
