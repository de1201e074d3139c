//! What PHP would see of a request: the parsed query and the parsed form.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::header;

use crate::sim::php::form::{Php, parse_str};

/// The query and the form of a request. A body of another type than an URL-encoded form counts
/// as no form at all.
pub(super) struct Submitted {
    pub(super) query: Php,
    pub(super) form: Php,
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let query = parse_str(request.uri().query().unwrap_or_default());
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| {
                kind.as_bytes()
                    .starts_with(b"application/x-www-form-urlencoded")
            });
        let body = Bytes::from_request(request, state)
            .await
            .unwrap_or_default();
        let form = match std::str::from_utf8(&body) {
            Ok(text) if is_form => parse_str(text),
            _ => parse_str(""),
        };
        Ok(Self { query, form })
    }
}

impl Submitted {
    /// The `id` of the query.
    pub(super) fn query_id(&self) -> Option<&str> {
        self.query.text(&["id"])
    }
}
