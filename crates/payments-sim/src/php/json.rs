//! PHP's `json_encode`: ASCII, with slashes escaped.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes a value as PHP does.
///
/// # Errors
/// The error of a value that JSON cannot hold.
pub(crate) fn encode(value: &(impl Serialize + ?Sized)) -> io::Result<String> {
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
    use super::encode;

    #[test]
    fn quotes_backslashes_and_slashes_are_escaped() {
        assert_eq!(
            encode(&r#"a/b\c "d" 'e' <&>"#).unwrap(),
            r#""a\/b\\c \"d\" 'e' <&>""#
        );
    }

    #[test]
    fn what_is_not_ascii_is_written_as_utf_16_units() {
        let text = "é € 💳";
        let encoded = encode(&text).unwrap();
        assert_eq!(encoded, r#""\u00e9 \u20ac \ud83d\udcb3""#);
        assert_eq!(serde_json::from_str::<String>(&encoded).unwrap(), text);
    }

    #[test]
    fn control_characters_have_short_forms_where_json_knows_one() {
        assert_eq!(
            encode(&"\u{8}\u{c}\n\r\t\u{1f}").unwrap(),
            r#""\b\f\n\r\t\u001f""#
        );
    }
}
