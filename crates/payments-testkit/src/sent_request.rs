//! Requests that a transport received, for snapshots.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use payments_core::Operation;
use payments_kit::http::HttpRequest;

/// The headers that a snapshot shows. The others belong to the transport.
const SHOWN: [HeaderName; 2] = [CONTENT_TYPE, AUTHORIZATION];

/// A request that a transport of this crate received. `Debug` prints no secret.
#[derive(Clone, Debug)]
pub struct SentRequest(HttpRequest);

impl SentRequest {
    pub(crate) fn new(request: HttpRequest) -> Self {
        Self(request)
    }

    /// The operation that it belongs to.
    pub fn operation(&self) -> Operation {
        self.0.operation()
    }

    /// The request itself.
    pub fn request(&self) -> &HttpRequest {
        &self.0
    }

    /// The request as a text for a snapshot, card numbers and keys included: use it with invented
    /// ones only. A token is shown as `[token]`.
    ///
    /// The first line holds the method, the path and the query; the content type and the
    /// authorization follow; the body comes after a blank line. Bytes that are not UTF-8 are
    /// shown as `�`.
    pub fn exposed(&self) -> String {
        let request = &self.0;
        let mut text = format!("{} {}", request.method(), request.url().path());
        if !request.query().is_empty() {
            text.push('?');
            text.push_str(&String::from_utf8_lossy(request.query().expose()));
        }
        for name in SHOWN {
            for value in request.headers().get_all(&name) {
                text.push_str(&format!("\n{name}: {}", header_text(&name, value)));
            }
        }
        if !request.body().is_empty() {
            text.push_str("\n\n");
            text.push_str(&String::from_utf8_lossy(request.body().expose()));
        }
        text
    }
}

/// A header's value as it may be shown: of an authorization, only its scheme.
pub(crate) fn header_text(name: &HeaderName, value: &HeaderValue) -> String {
    if name != AUTHORIZATION {
        return String::from_utf8_lossy(value.as_bytes()).into_owned();
    }
    match value.as_bytes().strip_prefix(b"Bearer ") {
        Some(token) if !token.is_empty() => "Bearer [token]".to_owned(),
        _ => "[secret]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use payments_core::redact::Secrets;
    use payments_kit::http::{Body, Fields, Form, SecretBytes};
    use url::Url;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_form_is_shown_with_its_headers() {
        let mut form = Form::new();
        form.scope("data").field("nombre", "Ana María");
        let request = HttpRequest::post(
            Operation::CREATE_PAYMENT,
            url("https://pay.example/api/payment/.json"),
            form,
        )
        .with_header(AUTHORIZATION, HeaderValue::from_static("Bearer canary"));
        insta::assert_snapshot!(SentRequest::new(request).exposed(), @r"
        POST /api/payment/.json
        content-type: application/x-www-form-urlencoded
        authorization: Bearer [token]

        data%5Bnombre%5D=Ana+Mar%C3%ADa
        ");
    }

    #[test]
    fn a_query_is_shown_and_debug_shows_nothing_of_it() {
        let request = HttpRequest::get(
            Operation::GET_SUBSCRIPTION,
            url("https://pay.example/ws/check?a=canary"),
        )
        .with_header(AUTHORIZATION, HeaderValue::from_static("Basic canary"));
        let sent = SentRequest::new(request);
        assert_eq!(
            sent.exposed(),
            "GET /ws/check?a=canary\nauthorization: [secret]"
        );
        assert!(!format!("{sent:?}").contains("canary"));
        assert_eq!(sent.operation(), Operation::GET_SUBSCRIPTION);
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_as_such() {
        let request = HttpRequest::post(
            Operation::SEND_PAYOUT,
            url("https://pay.example/"),
            Body::new(
                "application/octet-stream",
                SecretBytes::new(vec![b'a', 0xff]),
                Secrets::new(),
            ),
        );
        assert!(
            SentRequest::new(request)
                .exposed()
                .ends_with("\n\na\u{fffd}")
        );
    }
}
