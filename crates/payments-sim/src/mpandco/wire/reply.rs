//! A response in JSON.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use crate::php::json::encode;

/// A JSON response, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonReply {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

impl JsonReply {
    pub(crate) fn new(status: StatusCode, value: &impl Serialize) -> Self {
        match encode(value) {
            Ok(body) => Self { status, body },
            Err(error) => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                body: error.to_string(),
            },
        }
    }

    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::new(StatusCode::OK, value)
    }
}

impl IntoResponse for JsonReply {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        (self.status, kind, self.body).into_response()
    }
}
