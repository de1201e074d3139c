//! The ways in which an exchange goes wrong.

use std::time::Duration;

use http::header::{CONTENT_ENCODING, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use payments_core::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

/// One way in which an exchange goes wrong. Where the service is asked, it does its work before
/// the answer is spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No connection can be made. The service is not asked.
    Refuse,
    /// The connection breaks before the service did anything. The client cannot know that.
    BreakBefore,
    /// The connection breaks after the service did its work.
    BreakAfter,
    /// The service does its work and does not answer in time. Nothing really waits.
    Stall,
    /// The answer is longer than the client reads.
    Endless,
    /// The answer ends in its middle.
    Truncate,
    /// 200, and nothing else.
    Empty,
    /// 200, and a page of HTML.
    Html,
    /// A notice of PHP stands in front of the answer.
    Notice,
    /// The answer is not well-formed.
    Malformed,
    /// A byte of Latin-1 stands in the answer.
    Latin1,
    /// The answer is compressed although nobody asked for it.
    Compressed,
    /// A gateway answers with this status instead of the service, which is not asked.
    StatusBefore(u16),
    /// A gateway answers with this status, after the service did its work.
    StatusAfter(u16),
    /// 429, and how many seconds to wait. The service is not asked.
    TooManyRequests(u64),
    /// A redirect to another host. The service is not asked.
    Redirect,
}

impl Fault {
    /// Every fault, with statuses that gateways answer.
    pub const ALL: [Self; 21] = [
        Self::Refuse,
        Self::BreakBefore,
        Self::BreakAfter,
        Self::Stall,
        Self::Endless,
        Self::Truncate,
        Self::Empty,
        Self::Html,
        Self::Notice,
        Self::Malformed,
        Self::Latin1,
        Self::Compressed,
        Self::StatusBefore(500),
        Self::StatusBefore(503),
        Self::StatusAfter(502),
        Self::StatusAfter(504),
        Self::StatusAfter(401),
        Self::StatusAfter(403),
        Self::StatusAfter(404),
        Self::TooManyRequests(1),
        Self::Redirect,
    ];

    /// Whether the service is asked at all.
    pub const fn reaches_the_service(self) -> bool {
        !matches!(
            self,
            Self::Refuse
                | Self::BreakBefore
                | Self::StatusBefore(_)
                | Self::TooManyRequests(_)
                | Self::Redirect
        )
    }

    pub(super) async fn exchange(
        self,
        transport: &dyn HttpTransport,
        request: HttpRequest,
    ) -> Result<HttpResponse, TransportError> {
        if !self.reaches_the_service() {
            return self.without_the_service();
        }
        let answer = transport.send(request).await?;
        let lost = |failure| Err(TransportError::new(failure, Delivery::Possible));
        match self {
            Self::BreakAfter => lost(TransportFailure::Broken),
            Self::Stall => lost(TransportFailure::Timeout),
            Self::Endless => lost(TransportFailure::TooLarge),
            Self::StatusAfter(status) => Ok(page(status, HeaderMap::new())),
            _ => Ok(self.spoil(&answer)),
        }
    }

    fn without_the_service(self) -> Result<HttpResponse, TransportError> {
        let header = |name, value| HeaderMap::from_iter([(name, value)]);
        match self {
            Self::Refuse => Err(TransportError::new(
                TransportFailure::Connect,
                Delivery::NotSent,
            )),
            Self::StatusBefore(status) => Ok(page(status, HeaderMap::new())),
            Self::TooManyRequests(seconds) => {
                let wait = HeaderValue::from(Duration::from_secs(seconds).as_secs());
                Ok(page(429, header(RETRY_AFTER, wait)))
            }
            Self::Redirect => {
                let elsewhere = HeaderValue::from_static("https://elsewhere.example/");
                Ok(page(302, header(LOCATION, elsewhere)))
            }
            _ => Err(TransportError::new(
                TransportFailure::Broken,
                Delivery::Possible,
            )),
        }
    }

    /// The answer as it arrives.
    fn spoil(self, answer: &HttpResponse) -> HttpResponse {
        let (start, end) = answer.body().split_at(answer.body().len() / 2);
        let mut headers = answer.headers().clone();
        let body = match self {
            Self::Empty => Vec::new(),
            Self::Html => PAGE.as_bytes().to_vec(),
            Self::Truncate => start.to_vec(),
            Self::Notice => [NOTICE.as_bytes(), start, end].concat(),
            Self::Malformed => [end, start].concat(),
            Self::Latin1 => [start, b"\xe9", end].concat(),
            Self::Compressed => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                // The first bytes of any gzip stream.
                b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".to_vec()
            }
            _ => answer.body().to_vec(),
        };
        HttpResponse::new(StatusCode::OK, headers, SecretBytes::new(body))
    }
}

const PAGE: &str = "<!doctype html><html><body><h1>It works!</h1></body></html>";
const NOTICE: &str = "<br />\n<b>Notice</b>:  Undefined index: idCaja in \
                      <b>/srv/app/Charge.php</b> on line <b>7</b><br />\n";

fn page(status: u16, headers: HeaderMap) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    HttpResponse::new(status, headers, SecretBytes::new(PAGE.as_bytes().to_vec()))
}
