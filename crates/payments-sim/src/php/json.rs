//! PHP's `json_encode` of a text: ASCII, with slashes escaped.

/// Appends `text` to `out` as a JSON string.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' '..='\u{7f}' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::write_string;

    fn encoded(text: &str) -> String {
        let mut out = String::new();
        write_string(&mut out, text);
        out
    }

    #[test]
    fn quotes_backslashes_and_slashes_are_escaped() {
        assert_eq!(
            encoded(r#"a/b\c "d" 'e' <&>"#),
            r#""a\/b\\c \"d\" 'e' <&>""#
        );
    }

    #[test]
    fn what_is_not_ascii_is_written_as_utf_16_units() {
        assert_eq!(encoded("é € 💳"), r#""\u00e9 \u20ac \ud83d\udcb3""#);
    }

    #[test]
    fn control_characters_have_short_forms_where_json_knows_one() {
        assert_eq!(encoded("\u{8}\u{c}\n\r\t\u{1f}"), r#""\b\f\n\r\t\u001f""#);
    }
}
