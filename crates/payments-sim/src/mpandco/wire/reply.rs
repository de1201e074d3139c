//! JSON as the service's PHP writes it: slashes and everything outside ASCII escaped.

use std::io::{self, Write};

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// A JSON answer, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonReply {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

impl JsonReply {
    pub(crate) fn new(status: StatusCode, value: &impl Serialize) -> Self {
        match encode(value) {
            Ok(body) => Self { status, body },
            Err(error) => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                body: error.to_string(),
            },
        }
    }

    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, value)
    }
}

impl IntoResponse for JsonReply {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (self.status, kind, self.body).into_response()
    }
}

fn encode(value: &impl Serialize) -> io::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, PhpFormatter))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

struct PhpFormatter;

impl Formatter for PhpFormatter {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        // Nearly all of a text is plain and is written as it is.
        let mut rest = fragment;
        while let Some(at) = rest.find(|letter: char| letter == '/' || !letter.is_ascii()) {
            let (plain, special) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut letters = special.chars();
            match letters.next() {
                Some('/') | None => writer.write_all(br"\/")?,
                Some(letter) => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
            rest = letters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_accents_and_astral_letters_are_escaped_and_still_read_back() {
        let reply = JsonReply::ok(&"a/ñ\"😀");
        assert_eq!(reply.body, r#""a\/\u00f1\"\ud83d\ude00""#);
        let back: String = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(back, "a/ñ\"😀");
    }
}
