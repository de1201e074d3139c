//! What goes back over HTTP.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// A status, a content type and a body.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    pub(crate) charset: Charset,
}

/// The encoding in which a body is sent. No header tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Latin1,
}

impl Reply {
    pub(crate) fn ok(content_type: &'static str, body: String) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body,
            charset: Charset::Utf8,
        }
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let body = match self.charset {
            Charset::Utf8 => self.body.into_bytes(),
            Charset::Latin1 => latin_1(&self.body),
        };
        (self.status, [(CONTENT_TYPE, self.content_type)], body).into_response()
    }
}

/// Recodes `text`, the characters that JSON escapes included.
fn latin_1(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\u00");
    let first = pieces.next().unwrap_or_default();
    let unescaped = pieces.map(|piece| {
        let character = piece
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|code| *code >= 0xa0);
        match (character, piece.get(2..)) {
            (Some(character), Some(rest)) => format!("{}{rest}", char::from(character)),
            _ => format!("\\u00{piece}"),
        }
    });
    let whole: String = [first.to_owned()].into_iter().chain(unescaped).collect();
    whole
        .chars()
        .map(|character| u8::try_from(character).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::latin_1;

    #[test]
    fn escaped_and_plain_characters_become_single_bytes() {
        assert_eq!(latin_1("a\\u00e1\\u001fñ€\\u00"), b"a\xe1\\u001f\xf1?\\u00");
        assert_eq!(latin_1(""), b"");
    }
}
