//! The status, content type and body of a response.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::test_values::Effect;

/// A response to a call.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// What happens to the response on its way.
    pub(crate) effect: Option<Effect>,
}

impl Reply {
    pub(crate) fn ok(content_type: &'static str, body: String) -> Self {
        Self {
            status: StatusCode::OK,
            content_type,
            body,
            effect: None,
        }
    }
}

impl Reply {
    pub(crate) fn with_effect(mut self, effect: Option<Effect>) -> Self {
        self.effect = effect;
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let kind = [(CONTENT_TYPE, self.content_type)];
        let mut response = (self.status, kind, self.body).into_response();
        if let Some(effect) = self.effect {
            response.extensions_mut().insert(effect);
        }
        response
    }
}
