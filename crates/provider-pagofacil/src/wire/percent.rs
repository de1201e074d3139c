//! Texts that the service percent-encoded by mistake.
//!
//! Decoded here rather than by a crate: those decode what they can, and only a text that is encoded
//! from end to end may be decoded.

use std::borrow::Cow;

/// Decodes a text once if all of it is percent-encoded UTF-8 with at least one escape, and returns
/// it unchanged otherwise. A text with blanks was not encoded: `50% de descuento` has no escape.
pub(crate) fn decoded_once<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    decode(&text).map_or(text, Cow::Owned)
}

fn decode(text: &str) -> Option<String> {
    if !text.contains('%') || text.contains(char::is_whitespace) {
        return None;
    }
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let value = digit(bytes.next()?)? * 16 + digit(bytes.next()?)?;
                u8::try_from(value).ok()?
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_text_is_decoded_once_and_any_other_is_unchanged() {
        for (text, expected) in [
            ("Declined_%28General%29.", "Declined_(General)."),
            (
                "Fondos+insuficientes%2C+Jos%C3%A9",
                "Fondos insuficientes, José",
            ),
            ("100%2525", "100%25"),
            ("a+b", "a+b"),
            ("50% de descuento", "50% de descuento"),
            ("50%", "50%"),
            ("100%zz", "100%zz"),
            ("caf%E9", "caf%E9"),
        ] {
            assert_eq!(decoded_once(text), expected);
        }
    }
}
