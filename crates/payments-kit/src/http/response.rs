//! A provider's answer.

use std::fmt;

use ::http::{HeaderMap, StatusCode};

use super::SecretBytes;

/// One HTTP answer, read whole. `Debug` prints the status and the length of the body: an answer
/// may echo a card number.
#[derive(Clone)]
pub struct HttpResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: SecretBytes,
}

impl HttpResponse {
    /// An answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: SecretBytes) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        self.body.expose()
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ::http::HeaderValue;
    use ::http::header::SET_COOKIE;

    use super::*;

    #[test]
    fn debug_shows_neither_the_body_nor_a_header() {
        let cookie = HeaderValue::from_static("session=hush");
        let headers = HeaderMap::from_iter([(SET_COOKIE, cookie)]);
        let body = SecretBytes::new(b"hush".to_vec());
        let text = format!("{:?}", HttpResponse::new(StatusCode::OK, headers, body));
        assert!(text.contains("200") && !text.contains("hush"), "{text}");
    }
}
