//! An exchange, split into texts.

use std::fmt;

use http::header::{
    ALLOW, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderName};
use payments_kit::http::{HttpRequest, HttpResponse};

use super::scan::{Field, Syntax, leaves};

/// The response headers that are recorded. The others are about the connection or the session.
const OF_RESPONSES: [HeaderName; 8] = [
    ALLOW,
    CONTENT_DISPOSITION,
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    LOCATION,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
];

/// Which part of an exchange a text is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Role {
    Path,
    Query,
    RequestHeader(String),
    RequestBody,
    ResponseHeader(String),
    ResponseBody,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::RequestHeader(_) => "request header",
            Self::RequestBody => "request body",
            Self::ResponseHeader(_) => "response header",
            Self::ResponseBody => "response body",
        })
    }
}

/// A part of an exchange, as text.
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) syntax: Syntax,
    pub(super) text: String,
    is_utf8: bool,
}

impl Part {
    fn new(role: Role, syntax: impl Fn(&str) -> Syntax, bytes: &[u8]) -> Self {
        // What is not UTF-8 is read as Latin-1, which anything is, and written as such again.
        let utf8 = std::str::from_utf8(bytes);
        let latin1 = || bytes.iter().copied().map(char::from).collect();
        let text = utf8.map_or_else(|_| latin1(), str::to_owned);
        Self {
            role,
            syntax: syntax(&text),
            text,
            is_utf8: utf8.is_ok(),
        }
    }

    /// Every value in it. That of a header is called as the header is.
    pub(super) fn leaves(&self) -> Vec<Field> {
        leaves(&self.text, self.syntax, &self.names())
    }

    pub(super) fn names(&self) -> Vec<String> {
        match &self.role {
            Role::RequestHeader(name) | Role::ResponseHeader(name) => vec![name.clone()],
            _ => Vec::new(),
        }
    }

    /// The bytes that the text was read from.
    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.is_utf8 {
            return self.text.clone().into_bytes();
        }
        let latin1 = |c: char| u8::try_from(c).unwrap_or(b'?');
        self.text.chars().map(latin1).collect()
    }
}

/// A request and its response.
pub(super) struct Exchange {
    pub(super) operation: &'static str,
    pub(super) method: String,
    pub(super) status: u16,
    pub(super) parts: Vec<Part>,
}

impl Exchange {
    /// Takes an exchange apart. The path is one below `base`, where it is below it.
    pub(super) fn new(request: &HttpRequest, response: &HttpResponse, base: &str) -> Self {
        let path = request.url().path();
        let path = path.strip_prefix(base).unwrap_or(path);
        let path = path.trim_start_matches('/').as_bytes();
        let mut parts = vec![
            Part::new(Role::Path, |_| Syntax::Path, path),
            Part::new(Role::Query, |_| Syntax::Form, request.query().expose()),
        ];
        for (name, value) in request.headers() {
            let role = Role::RequestHeader(name.to_string());
            parts.push(Part::new(role, |_| Syntax::Plain, value.as_bytes()));
        }
        for name in OF_RESPONSES {
            if let Some(value) = response.headers().get(&name) {
                let role = Role::ResponseHeader(name.to_string());
                parts.push(Part::new(role, |_| Syntax::Plain, value.as_bytes()));
            }
        }
        let body = |role, headers: &HeaderMap, bytes| {
            let content_type = headers.get(CONTENT_TYPE);
            let content_type = content_type.and_then(|value| value.to_str().ok());
            let content_type = content_type.unwrap_or_default();
            Part::new(role, |text| Syntax::of_body(content_type, text), bytes)
        };
        let request_body = request.body().expose();
        parts.push(body(Role::RequestBody, request.headers(), request_body));
        parts.push(body(
            Role::ResponseBody,
            response.headers(),
            response.body(),
        ));
        Self {
            operation: request.operation().name(),
            method: request.method().to_string(),
            status: response.status().as_u16(),
            parts,
        }
    }
}
