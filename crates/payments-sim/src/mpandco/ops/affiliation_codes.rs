//! `GET bc38875a09308a2/codes.json`: two affiliation codes. A helper of the service's sandbox.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::Serialize;

use crate::mpandco::ops::authorize_intent::require_sandbox_token;
use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;
use crate::php::form::Php;

#[derive(Serialize)]
struct Codes {
    regular: String,
    commercial: String,
}

impl State {
    /// `GET bc38875a09308a2/codes.json`: two affiliation codes, new ones each time.
    pub(crate) fn affiliation_codes(&self, query: &Php) -> Result<JsonReply, Refusal> {
        require_sandbox_token(query)?;
        let ids = &mut self.lock().ids;
        Ok(JsonReply::ok(&Codes {
            regular: ids.affiliation_code(),
            commercial: ids.affiliation_code(),
        }))
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.affiliation_codes(&request.query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mpandco::state::settings::SANDBOX_TOKEN;
    use crate::mpandco::testing::{body, service};
    use crate::php::form::parse_str;

    fn query(more: &str) -> Php {
        parse_str(&format!("access_token={SANDBOX_TOKEN}{more}"))
    }

    #[test]
    fn affiliation_codes_are_never_the_same() {
        let state = service();
        let codes = body(state.affiliation_codes(&query("")));
        let [regular, commercial] = ["regular", "commercial"].map(|kind| codes[kind].clone());
        assert_eq!(regular.as_str().unwrap().len(), 8);
        assert_ne!(regular, commercial);
        assert_ne!(
            body(state.affiliation_codes(&query("")))["regular"],
            regular
        );
    }
}
