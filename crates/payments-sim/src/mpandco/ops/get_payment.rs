//! `GET api/payment-intent/show.json?id=ID`: one intent.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::intent::intent_json;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

impl State {
    pub(crate) fn get_payment(&self, id: Option<&str>) -> Result<JsonReply, Refusal> {
        let records = self.lock();
        let intent = id
            .and_then(|id| records.ledger.get(id))
            .ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(intent_json(intent, &self.base_url)))
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.get_payment(request.query_id())
}

#[cfg(test)]
mod tests {
    use crate::mpandco::testing::{body, create, refusal, sale, service};

    #[test]
    fn an_intent_is_found_by_its_identifier_only() {
        let state = service();
        let id = create(&state, &sale(""));
        assert_eq!(body(state.get_payment(Some(&id)))["id"], id.as_str());
        assert_eq!(refusal(state.get_payment(Some("F1")))["code"], 404);
        assert_eq!(refusal(state.get_payment(None))["code"], 404);
    }
}
