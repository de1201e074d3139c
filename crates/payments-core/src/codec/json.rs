//! JSON answers.

use serde::Deserialize;
use serde_json::error::Category;

use super::decode_error::{DecodeError, text_of};

/// Reads one whole JSON document.
///
/// # Errors
///
/// [`DecodeError`], which quotes nothing of the document.
pub fn from_json<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
    serde_json::from_str(text_of(body)?).map_err(|error| match error.classify() {
        Category::Eof => DecodeError::Truncated,
        Category::Data => DecodeError::Shape,
        Category::Syntax | Category::Io => DecodeError::Malformed(None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
