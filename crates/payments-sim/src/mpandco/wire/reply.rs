//! A response in JSON.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use crate::php::json::encode;
use crate::test_values::Effect;

/// A JSON response, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonReply {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    /// What happens to the response on its way.
    effect: Option<Effect>,
}

impl JsonReply {
    pub(crate) fn new(status: StatusCode, value: &(impl Serialize + ?Sized)) -> Self {
        let (status, body) = match encode(value) {
            Ok(body) => (status, body),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        };
        Self {
            status,
            body,
            effect: None,
        }
    }

    pub(crate) fn ok(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(StatusCode::OK, value)
    }
}

impl JsonReply {
    pub(crate) fn with_effect(mut self, effect: Option<Effect>) -> Self {
        self.effect = effect;
        self
    }
}

impl IntoResponse for JsonReply {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "application/json")];
        let mut response = (self.status, kind, self.body).into_response();
        if let Some(effect) = self.effect {
            response.extensions_mut().insert(effect);
        }
        response
    }
}
