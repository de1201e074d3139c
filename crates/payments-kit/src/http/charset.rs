//! Bodies in another charset than UTF-8.

use ::http::HeaderMap;
use ::http::header::CONTENT_TYPE;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::SecretBytes;

/// A declaration is in the first bytes.
const HEAD: usize = 200;

/// The body in UTF-8: as it is, or converted from the charset of its byte order mark, its content
/// type or its declaration. Where none of these is known, it is Windows-1252, of which Latin-1 is
/// a part.
pub(super) fn utf8(received: &SecretBytes, headers: &HeaderMap) -> SecretBytes {
    let bytes = received.expose();
    if std::str::from_utf8(bytes).is_ok() {
        return received.clone();
    }
    let content_type = headers
        .get(CONTENT_TYPE)
        .map_or(&b""[..], |value| value.as_bytes());
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let named = named(content_type, "charset=").or_else(|| named(head, "encoding="));
    // Without a mark it is no UTF-8, whatever is named. `decode` reads the mark.
    let other = named.filter(|charset| *charset != UTF_8);
    let (text, _, _) = other.unwrap_or(WINDOWS_1252).decode(bytes);
    SecretBytes::new(text.into_owned().into_bytes())
}

/// The charset that a header or a declaration names, if it is known.
fn named(text: &[u8], name: &str) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let (_, label) = text.split_once(name)?;
    let label = label.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c)));
    Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
}

#[cfg(test)]
mod tests {
    use ::http::HeaderValue;

    use super::*;

    fn read(content_type: &'static str, body: &[u8]) -> String {
        let content_type = HeaderValue::from_static(content_type);
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        let text = utf8(&SecretBytes::new(body.to_vec()), &headers);
        String::from_utf8(text.expose().to_vec()).unwrap()
    }

    #[test]
    fn every_byte_of_a_one_byte_charset_is_one_character() {
        let all: Vec<u8> = (0..=255).collect();
        for (content_type, changed) in [
            ("text/plain; charset=windows-1252", 27),
            ("text/plain; charset=iso-8859-15", 8),
        ] {
            let text: Vec<char> = read(content_type, &all).chars().collect();
            assert_eq!(text.len(), 256, "{content_type}");
            let latin_1 = (0..=255_u8).map(char::from);
            let others = latin_1.zip(text).filter(|(latin_1, c)| latin_1 != c);
            assert_eq!(others.count(), changed, "{content_type}");
        }
    }

    #[test]
    fn a_mark_decides_then_the_header_then_the_declaration() {
        let declared = b"<?xml encoding='iso-8859-15'?>\xa4";
        let ends = |content_type, end| read(content_type, declared).ends_with(end);
        assert!(ends("text/xml", '€'));
        assert!(ends("text/xml; charset=utf-8", '¤'), "it is not UTF-8");
        assert!(ends("text/xml; charset=iso-8859-1", '¤'));
        assert!(ends("text/xml; charset=klingon", '€'), "it is not known");
        let latin_9 = "text/plain; charset=iso-8859-15";
        assert_eq!(read(latin_9, b"\xef\xbb\xbfa\xa4"), "a\u{fffd}");
        assert_eq!(read(latin_9, b"\xff\xfea\0\xac\x20x"), "a€\u{fffd}");
        assert_eq!(read(latin_9, b"\xfe\xff\0a\x20\xac\xd8\0"), "a€\u{fffd}");
        assert_eq!(read("text/plain; charset=utf-16be", b"\x20\xac"), "€");
    }
}
