//! A provider's response.

use std::borrow::Cow;
use std::fmt;

use ::http::{HeaderMap, StatusCode};
use payments_core::redact::Secrets;
use payments_core::{Repeatability, Result};
use serde::Deserialize;

use super::charset::utf8;
use super::{HttpRequest, SecretBytes};
use crate::codec::{DecodeError, WithOutput, from_json, from_json_with_output};

/// One complete HTTP response, with the sensitive values of the request it belongs to.
///
/// Texts of the response that are kept or printed pass through [`redact`](Self::redact) or
/// [`redact_value`](Self::redact_value); code that is given only a part of the response takes
/// [`secrets`](Self::secrets) along. [`read`](Self::read) redacts the errors in any case. `Debug`
/// prints the status and the length of the body.
#[derive(Clone)]
pub struct HttpResponse {
    status: StatusCode,
    headers: HeaderMap,
    received: SecretBytes,
    /// What was received, without long secrets.
    body: SecretBytes,
    secrets: Secrets,
    repeatability: Repeatability,
}

impl HttpResponse {
    /// A response, as a transport received it.
    pub fn new(status: StatusCode, headers: HeaderMap, body: SecretBytes) -> Self {
        Self {
            status,
            headers,
            received: body.clone(),
            body,
            secrets: Secrets::new(),
            repeatability: Repeatability::Never,
        }
    }

    /// The response to this request: the client attaches the request's sensitive values.
    pub(super) fn with_request(mut self, request: &HttpRequest) -> Self {
        self.secrets = request.secrets().clone();
        self.repeatability = request.repeatability_of_call();
        self.received = utf8(&self.received, &self.headers);
        self.body = match self.secrets.redact_body(self.received.expose()) {
            Cow::Borrowed(_) => self.received.clone(),
            Cow::Owned(body) => SecretBytes::new(body),
        };
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body in UTF-8, in which long secrets of the request (keys and tokens) are masked.
    ///
    /// A body that is not UTF-8 is converted from the charset of its byte order mark, its content
    /// type or its declaration: UTF-16, ISO-8859-15 or Windows-1252, of which Latin-1 is a part.
    /// Where none of these is named, it is read as Windows-1252.
    pub fn body(&self) -> &[u8] {
        self.body.expose()
    }

    /// The body in UTF-8 with all that was received, for a response that gives credentials, such as an access
    /// token, which may repeat what the request sent.
    pub fn unredacted_body(&self) -> &[u8] {
        self.received.expose()
    }

    /// Decodes [the body](Self::body) as one complete JSON document.
    ///
    /// # Errors
    ///
    /// [`DecodeError`], which quotes nothing of the document.
    pub fn json<'de, T: Deserialize<'de>>(&'de self) -> Result<T, DecodeError> {
        from_json(self.body())
    }

    /// Decodes [the body](Self::body) as one complete JSON document, with unexpected output before
    /// or after it perhaps. Redact that output before you keep it.
    ///
    /// # Errors
    ///
    /// [`DecodeError`], which quotes nothing of the text.
    pub fn json_with_output<'de, T: Deserialize<'de>>(
        &'de self,
    ) -> Result<WithOutput<'de, T>, DecodeError> {
        from_json_with_output(self.body())
    }

    /// Decodes [the body](Self::body) as one complete XML document.
    ///
    /// # Errors
    ///
    /// [`DecodeError`], which quotes nothing of the document.
    #[cfg(feature = "xml")]
    pub fn xml<'de, T: Deserialize<'de>>(&'de self) -> Result<T, DecodeError> {
        crate::codec::from_xml(self.body())
    }

    /// Decodes [the body](Self::body) as one complete XML document, with unexpected output before
    /// or after it perhaps. Redact that output before you keep it.
    ///
    /// # Errors
    ///
    /// [`DecodeError`], which quotes nothing of the text.
    #[cfg(feature = "xml")]
    pub fn xml_with_output<'de, T: Deserialize<'de>>(
        &'de self,
    ) -> Result<WithOutput<'de, T>, DecodeError> {
        crate::codec::from_xml_with_output(self.body())
    }

    /// The sensitive values of the request.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Redacts words of the provider: see [`Secrets::redact`].
    pub fn redact<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        self.secrets.redact(text)
    }

    /// Redacts an id or a reference, which stays as it is unless a secret shows in it: see
    /// [`Secrets::redact_value`].
    pub fn redact_value<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        self.secrets.redact_value(text)
    }

    /// Reads the response. If that fails, every text of the error is redacted, and the error says
    /// whether the provider deduplicates a repetition. A provider reads
    /// each response within one such call.
    ///
    /// # Errors
    ///
    /// The error of `read`, [without](payments_core::Error::without) the sensitive values of the
    /// request.
    pub fn read<T>(&self, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        read(self).map_err(|error| {
            let error = error.without(&self.secrets);
            match self.repeatability {
                Repeatability::Never => error,
                guarantee => error.with_repeatability(guarantee),
            }
        })
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .field("body", &self.received)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ::http::header::{CONTENT_TYPE, SET_COOKIE};
    use ::http::{HeaderValue, Method};
    use payments_core::{Error, ErrorKind, Operation, Outcome, ProviderName, ProviderReply};
    use serde_json::Value;

    use super::*;
    use crate::http::{Fields, Form};

    #[test]
    fn debug_shows_neither_the_body_nor_a_header() {
        let cookie = HeaderValue::from_static("session=hush");
        let headers = HeaderMap::from_iter([(SET_COOKIE, cookie)]);
        let body = SecretBytes::new(b"hush".to_vec());
        let text = format!("{:?}", HttpResponse::new(StatusCode::OK, headers, body));
        assert!(text.contains("200") && !text.contains("hush"), "{text}");
    }

    fn echo() -> HttpResponse {
        let mut form = Form::new();
        form.secret("key", "key-canary");
        form.secret("pin", "8842");
        form.personal("name", "Ana");
        let url = "https://pay.example/".parse().unwrap();
        let request =
            HttpRequest::new(Operation::CREATE_PAYMENT, Method::POST, url).with_body(form);
        let body = br#"{"key":"key-canary","text":"PIN 8842 of Ana"}"#.to_vec();
        HttpResponse::new(StatusCode::OK, HeaderMap::new(), SecretBytes::new(body))
            .with_request(&request)
    }

    #[test]
    fn a_response_knows_the_sensitive_values_of_its_request() {
        let response = echo();
        let value: Value = response.json().unwrap();
        assert_eq!(value["key"], "[secret]");
        assert_eq!(
            response.redact(value["text"].as_str().unwrap()),
            "PIN [secret] of [secret]"
        );
        assert_eq!(response.redact_value("Ana-1"), "Ana-1");
        let value: Value = from_json(response.unredacted_body()).unwrap();
        assert_eq!(value["key"], "key-canary");
    }

    #[test]
    fn a_body_of_another_charset_is_converted() {
        let request = HttpRequest::get(
            Operation::GET_PAYMENT,
            "https://pay.example/".parse().unwrap(),
        );
        let utf_16: Vec<u8> = "\u{feff}José €"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (content_type, body, expected) in [
            ("text/plain", "José €".as_bytes(), "José €"),
            ("text/plain", b"Jos\xe9 \x80", "José €"),
            ("text/plain; charset=utf-8", b"Jos\xe9", "José"),
            (
                "text/xml; charset=\"ISO-8859-15\"",
                b"Jos\xe9 \xa4",
                "José €",
            ),
            (
                "text/xml",
                b"<?xml version='1.0' encoding='iso-8859-15'?><a>\xa4</a>",
                "<?xml version='1.0' encoding='iso-8859-15'?><a>€</a>",
            ),
            ("text/plain; charset=ISO-8859-1", "José".as_bytes(), "José"),
            ("text/plain", &utf_16, "José €"),
        ] {
            let headers =
                HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
            let body = SecretBytes::new(body.to_vec());
            let response = HttpResponse::new(StatusCode::OK, headers, body);
            let response = response.with_request(&request);
            let text = std::str::from_utf8(response.body()).unwrap();
            assert_eq!(text, expected, "{content_type}");
        }
    }

    #[test]
    fn the_ids_that_a_request_names_stay_readable() {
        let url = "https://pay.example/payments/1234567890?after=2345678901";
        let mut form = Form::new();
        form.field("reference", "3456789012");
        form.personal("phone", "4567890123");
        let url = url.parse().unwrap();
        let request = HttpRequest::new(Operation::GET_PAYMENT, Method::POST, url).with_body(form);
        let response = HttpResponse::new(StatusCode::OK, HeaderMap::new(), SecretBytes::default())
            .with_request(&request);
        assert_eq!(
            response.redact("1234567890, 2345678901, 3456789012, 4567890123, 5678901234"),
            "1234567890, 2345678901, 3456789012, [secret], [10 digits]"
        );
    }

    #[test]
    fn an_error_is_redacted_even_where_its_texts_were_not() {
        let error = echo().read(|response| {
            let value: Value = response.json().unwrap();
            let text = value["text"].as_str().unwrap();
            let (kind, outcome) = (ErrorKind::Refused, Outcome::Rejected);
            let provider = ProviderName::new("example");
            Err::<(), _>(
                Error::new(provider, Operation::CREATE_PAYMENT, kind, outcome)
                    .with_detail(text)
                    .with_reply(ProviderReply::new().with_code("8842").with_message(text))
                    .with_violations(vec![payments_core::Violation::new("pin", text)])
                    .with_source(&std::io::Error::other(text)),
            )
        });
        let error = error.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        for text in [error.to_string(), format!("{error:?}"), cause] {
            assert!(!text.contains("8842") && !text.contains("Ana"), "{text}");
        }
    }
}
