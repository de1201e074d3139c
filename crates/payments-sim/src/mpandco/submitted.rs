//! What PHP would see of a request: the parsed query and the parsed form.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::header;

use crate::php::form::{Php, parse_str};

use super::body;

/// The query and the form of a request.
pub(super) struct Submitted {
    pub(super) query: Php,
    pub(super) form: Php,
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let query = parse_str(request.uri().query().unwrap_or_default());
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let body = Bytes::from_request(request, state)
            .await
            .unwrap_or_default();
        let form = body::parse(&content_type, &body);
        Ok(Self { query, form })
    }
}

impl Submitted {
    /// The `id` of the query.
    pub(super) fn query_id(&self) -> Option<&str> {
        self.query.text(&["id"])
    }

    /// The `page` of the query.
    pub(super) fn query_page(&self) -> Option<&str> {
        self.query.text(&["page"])
    }
}
