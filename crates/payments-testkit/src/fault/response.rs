//! What arrives when a fault changes a response, over a transport and over a socket alike.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::response::Parts;
use http::{HeaderValue, Response, StatusCode};

use super::Fault;

/// The first bytes of any gzip stream.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03";
const PAGE: &str = "<!doctype html><html><body><h1>It works!</h1></body></html>";
const NOTICE: &str = "<br />\n<b>Notice</b>:  Undefined index: idCaja in \
                      <b>/srv/app/Charge.php</b> on line <b>7</b><br />\n";

impl Fault {
    /// The response that a gateway sends instead of the service; `None` where the service is
    /// reached, or nothing is sent.
    pub fn gateway_response(self) -> Option<Response<Vec<u8>>> {
        match self {
            Self::StatusBefore(status) => Some(page(status)),
            Self::TooManyRequests(seconds) => {
                let mut response = page(429);
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
                Some(response)
            }
            Self::Redirect => {
                let mut response = page(302);
                let elsewhere = HeaderValue::from_static("https://elsewhere.example/");
                response.headers_mut().insert(LOCATION, elsewhere);
                Some(response)
            }
            _ => None,
        }
    }

    /// The service's response as it arrives.
    pub fn apply(self, mut response: Parts, body: &[u8]) -> Response<Vec<u8>> {
        let (start, end) = body.split_at(body.len() / 2);
        let body = match self {
            Self::Html => return page(200),
            Self::StatusAfter(status) => return page(status),
            Self::Empty => {
                response.status = StatusCode::OK;
                Vec::new()
            }
            Self::Truncate => start.to_vec(),
            Self::Notice => [NOTICE.as_bytes(), body].concat(),
            Self::Malformed => [end, start].concat(),
            Self::Latin1 => latin_1(body).unwrap_or_else(|| with_latin_1(body)),
            Self::Compressed => {
                let gzip = HeaderValue::from_static("gzip");
                response.headers.insert(CONTENT_ENCODING, gzip);
                GZIP.to_vec()
            }
            _ => body.to_vec(),
        };
        // The length of the body before the fault.
        response.headers.remove(CONTENT_LENGTH);
        Response::from_parts(response, body)
    }
}

fn page(status: u16) -> Response<Vec<u8>> {
    let mut page = Response::new(PAGE.as_bytes().to_vec());
    *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = HeaderValue::from_static("text/html; charset=UTF-8");
    page.headers_mut().insert(CONTENT_TYPE, html);
    page
}

/// The body in ISO-8859-1, the characters that JSON escapes included; `None` when it holds none
/// whose bytes differ from UTF-8's.
fn latin_1(body: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let mut pieces = text.split("\\u00");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.map(|piece| {
        let code = piece.get(..2);
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (code.filter(|code| *code >= 0xa0), piece.get(2..)) {
            (Some(code), Some(rest)) => format!("{}{rest}", char::from(code)),
            _ => format!("\\u00{piece}"),
        }
    });
    let unescaped: String = std::iter::once(first).chain(rest).collect();
    let is_latin_1 = |character: char| (0xa0..=0xff).contains(&u32::from(character));
    unescaped.contains(is_latin_1).then(|| {
        let bytes = unescaped.chars();
        bytes.map(|one| u8::try_from(one).unwrap_or(b'?')).collect()
    })
}

/// The body with one more member, whose value is an accented letter in ISO-8859-1.
fn with_latin_1(body: &[u8]) -> Vec<u8> {
    let last = |wanted: &[u8]| {
        body.windows(wanted.len())
            .rposition(|window| window == wanted)
    };
    let is_xml = body.trim_ascii_start().starts_with(b"<");
    let (member, end): (&[u8], _) = if is_xml {
        (b"<latin1>\xe9</latin1>", last(b"</"))
    } else {
        // In the innermost object that ends the document.
        let is_inner = |byte: &u8| !(*byte == b'}' || byte.is_ascii_whitespace());
        let end = body.iter().rposition(is_inner).map(|at| at + 1);
        (b",\"latin1\":\"\xe9\"", end)
    };
    let (start, end) = body.split_at(end.unwrap_or(body.len()));
    // A member that is the only one follows no comma.
    let member = match start.trim_ascii_end() {
        [.., b'{'] => member.strip_prefix(b",").unwrap_or(member),
        _ => member,
    };
    [start, member, end].concat()
}

#[cfg(test)]
mod tests {
    use super::{latin_1, with_latin_1};

    #[test]
    fn a_body_without_accents_gets_a_member_with_one() {
        for (body, expected) in [
            (&br#"{"a":1}"#[..], &b"{\"a\":1,\"latin1\":\"\xe9\"}"[..]),
            (b"{}", b"{\"latin1\":\"\xe9\"}"),
            (
                br#"{"a":{"b":1}}"#,
                b"{\"a\":{\"b\":1,\"latin1\":\"\xe9\"}}",
            ),
            (b"<a><b/></a>", b"<a><b/><latin1>\xe9</latin1></a>"),
        ] {
            assert_eq!(with_latin_1(body), expected);
        }
    }

    #[test]
    fn escaped_and_plain_characters_become_single_bytes() {
        let recoded = latin_1("a\\u00e1\\u001fñ€\\u00".as_bytes());
        assert_eq!(
            recoded.as_deref(),
            Some(b"a\xe1\\u001f\xf1?\\u00".as_slice())
        );
        for plain in ["", "a\\u001f", "a\\u20ac"] {
            assert_eq!(latin_1(plain.as_bytes()), None, "{plain}");
        }
    }
}
