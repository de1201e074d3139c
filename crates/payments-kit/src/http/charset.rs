//! Bodies in another charset than UTF-8.
//!
//! Written here because the services write UTF-8, Latin-1 or what Windows makes of it, and the
//! library for every charset of the web (encoding_rs 0.8.44) is six crates in each user's program.

use ::http::header::CONTENT_TYPE;
use ::http::{HeaderMap, HeaderValue};

use super::SecretBytes;

/// A declaration is in the first bytes.
const HEAD: usize = 200;

/// The characters of Windows-1252 at 0x80 to 0x9f. Five bytes are unused and stay as they are.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Latin-1 is a part of it.
    Windows1252,
    /// ISO 8859-15: Latin-1 with a euro sign.
    Latin9,
}

/// The body in UTF-8: as it is, or converted from the charset of its byte order mark, its content
/// type or its declaration. Where none of these is known, it is Windows-1252.
pub(super) fn utf8(received: &SecretBytes, headers: &HeaderMap) -> SecretBytes {
    let bytes = received.expose();
    if std::str::from_utf8(bytes).is_ok() {
        return received.clone();
    }
    let (charset, text) = marked(bytes).unwrap_or_else(|| {
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
        let named = named(content_type.unwrap_or_default(), "charset=");
        let named = named.or_else(|| self::named(head, "encoding="));
        // It is not valid UTF-8.
        let other = named.filter(|charset| *charset != Charset::Utf8);
        (other.unwrap_or(Charset::Windows1252), bytes)
    });
    SecretBytes::new(decoded(text, charset).into_bytes())
}

/// The charset that a byte order mark says, and the text behind the mark.
fn marked(bytes: &[u8]) -> Option<(Charset, &[u8])> {
    let marks: [(Charset, &[u8]); 3] = [
        (Charset::Utf8, b"\xef\xbb\xbf"),
        (Charset::Utf16Le, b"\xff\xfe"),
        (Charset::Utf16Be, b"\xfe\xff"),
    ];
    let mut found = marks.into_iter();
    found.find_map(|(charset, mark)| Some((charset, bytes.strip_prefix(mark)?)))
}

/// The charset that a header or a declaration names, if it is known.
fn named(text: &[u8], name: &str) -> Option<Charset> {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let (_, label) = text.split_once(name)?;
    let label = label.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c)));
    Some(match label.get(..end.unwrap_or(label.len()))? {
        "utf-8" | "utf8" => Charset::Utf8,
        "utf-16" | "utf-16le" => Charset::Utf16Le,
        "utf-16be" => Charset::Utf16Be,
        "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "l1" | "us-ascii" | "ascii"
        | "windows-1252" | "cp1252" => Charset::Windows1252,
        "iso-8859-15" | "iso8859-15" | "iso_8859-15" | "latin9" | "l9" => Charset::Latin9,
        _ => return None,
    })
}

fn decoded(bytes: &[u8], charset: Charset) -> String {
    // A text that grew would leave copies behind.
    let mut text = String::with_capacity(3 * bytes.len());
    let wide = |of: fn([u8; 2]) -> u16| {
        let (pairs, odd) = bytes.as_chunks::<2>();
        // Half a character at the end cannot be read.
        let end = odd.first().map(|_| 0xd800);
        let units = pairs.iter().map(move |pair| of(*pair)).chain(end);
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    match charset {
        Charset::Utf8 => {
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        Charset::Utf16Le => text.extend(wide(u16::from_le_bytes)),
        Charset::Utf16Be => text.extend(wide(u16::from_be_bytes)),
        Charset::Windows1252 => text.extend(bytes.iter().map(|byte| windows_1252(*byte))),
        Charset::Latin9 => text.extend(bytes.iter().map(|byte| latin_9(*byte))),
    }
    text
}

fn windows_1252(byte: u8) -> char {
    let high = byte.checked_sub(0x80).map(usize::from);
    let other = high.and_then(|place| WINDOWS_1252.get(place));
    other.copied().unwrap_or(char::from(byte))
}

fn latin_9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
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
