//! JSON answers, and what a PHP service prints in front of one.

use serde::Deserialize;
use serde_json::error::Category;

use super::decode_error::{DecodeError, text_of};

/// Reads one whole JSON document.
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the document.
pub fn from_json<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    from_text(text_of(body)?)
}

fn from_text<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Eof => DecodeError::Truncated,
        Category::Data => DecodeError::Shape,
        Category::Syntax | Category::Io => DecodeError::Malformed(None),
    })
}

/// A JSON document that may have something in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed<'de, T> {
    /// The document.
    pub value: T,
    /// What stood in front of it, as it stood there: scrub it before you keep it.
    pub notice: Option<&'de str>,
}

/// Reads one whole JSON document like [`from_json`], or one whole JSON object behind a notice of
/// PHP, HTML or some other text.
///
/// The first thing in the text that begins like an object, with a name and a colon, must be the
/// document and must end the text: a second document, something behind it, or a document that
/// breaks off is refused. Braces in the notice that begin no object are passed over.
///
/// ```
/// use payments_kit::codec::{Scalar, from_json_behind_notice};
/// use std::collections::BTreeMap;
///
/// let answer = b"<b>Notice</b>: Undefined index in {closure}\n{\"autorizado\":\"1\"}";
/// let read = from_json_behind_notice::<BTreeMap<String, Scalar>>(answer)?;
/// assert_eq!(read.value["autorizado"].flag(), Some(true));
/// assert_eq!(read.notice, Some("<b>Notice</b>: Undefined index in {closure}"));
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the text.
pub fn from_json_behind_notice<'de, T: Deserialize<'de>>(
    body: &'de [u8],
) -> Result<Noticed<'de, T>, DecodeError> {
    let text = text_of(body)?;
    let (notice, document) = match object_start(text).and_then(|at| text.split_at_checked(at)) {
        Some((notice, document)) if !notice.trim().is_empty() && !is_document(notice) => {
            (Some(notice.trim()), document)
        }
        _ => (None, text),
    };
    let value = from_text(document)?;
    Ok(Noticed { value, notice })
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

/// Whether the text in front is the beginning of a list or a text of JSON, of which the object
/// would be a part.
fn is_document(notice: &str) -> bool {
    notice.trim_start().starts_with(['[', '"'])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::codec::Scalar;

    type Flat = BTreeMap<String, Scalar>;

    fn behind(text: &str) -> Result<(String, Option<&str>), DecodeError> {
        let read: Noticed<'_, Flat> = from_json_behind_notice(text.as_bytes())?;
        let names: Vec<String> = read.value.into_keys().collect();
        Ok((names.join(","), read.notice))
    }

    #[test]
    fn one_whole_object_is_read_with_or_without_something_in_front() {
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
        ] {
            assert_eq!(behind(text), Ok((names.to_owned(), notice)), "{text}");
        }
    }

    #[test]
    fn anything_but_one_whole_object_is_refused() {
        for (text, expected) in [
            (r#"x {"a":1}{"b":2}"#, DecodeError::Malformed(None)),
            (r#"x {"a":1} <br>"#, DecodeError::Malformed(None)),
            (r#"{"a":1} trailing"#, DecodeError::Malformed(None)),
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
            assert_eq!(behind(text).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn a_document_behind_any_notice_is_read_or_refused_whole() {
        use proptest::prelude::*;
        proptest!(|(notice in "[^\u{0}-\u{1f}]{0,30}")| {
            if let Ok((names, _)) = behind(&format!("{notice}{{\"last\":1}}")) {
                prop_assert_eq!(names, "last");
            }
        });
    }

    #[derive(Debug, Deserialize)]
    struct Answer {
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
            let error = from_json::<Answer>(body.as_bytes()).unwrap_err();
            assert_eq!(error, expected, "{body}");
            assert!(!format!("{error}{error:?}").contains('9'));
        }
        assert_eq!(
            from_json::<Answer>(b"{\"amount\":\"\xe9\"}").unwrap_err(),
            DecodeError::NotUtf8
        );
    }
}
