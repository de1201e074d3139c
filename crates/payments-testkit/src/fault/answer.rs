//! What arrives where a fault leaves an answer, over a transport and over a socket alike.

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
    /// What answers in place of the service, where anything does.
    pub fn instead(self) -> Option<Response<Vec<u8>>> {
        match self {
            Self::StatusBefore(status) => Some(page(status)),
            Self::TooManyRequests(seconds) => {
                let mut answer = page(429);
                answer.headers_mut().insert(RETRY_AFTER, seconds.into());
                Some(answer)
            }
            Self::Redirect => {
                let mut answer = page(302);
                let elsewhere = HeaderValue::from_static("https://elsewhere.example/");
                answer.headers_mut().insert(LOCATION, elsewhere);
                Some(answer)
            }
            _ => None,
        }
    }

    /// The service's answer as it arrives.
    pub fn spoil(self, mut answer: Parts, body: &[u8]) -> Response<Vec<u8>> {
        let (start, end) = body.split_at(body.len() / 2);
        let body = match self {
            Self::Html => return page(200),
            Self::StatusAfter(status) => return page(status),
            Self::Empty => {
                answer.status = StatusCode::OK;
                Vec::new()
            }
            Self::Truncate => start.to_vec(),
            Self::Notice => [NOTICE.as_bytes(), body].concat(),
            Self::Malformed => [end, start].concat(),
            Self::Latin1 => [start, b"\xe9", end].concat(),
            Self::Compressed => {
                let gzip = HeaderValue::from_static("gzip");
                answer.headers.insert(CONTENT_ENCODING, gzip);
                GZIP.to_vec()
            }
            _ => body.to_vec(),
        };
        // It told the length of the answer before.
        answer.headers.remove(CONTENT_LENGTH);
        Response::from_parts(answer, body)
    }
}

fn page(status: u16) -> Response<Vec<u8>> {
    let mut page = Response::new(PAGE.as_bytes().to_vec());
    *page.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = HeaderValue::from_static("text/html; charset=UTF-8");
    page.headers_mut().insert(CONTENT_TYPE, html);
    page
}
