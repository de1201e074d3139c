//! `GET api/payment-intent/.json`: the history of intents.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::intent::intent_json;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

impl State {
    pub(crate) fn list_payments(&self, page: Option<&str>) -> Result<JsonReply, Refusal> {
        let records = self.lock();
        let intents = records.ledger.all();
        self.page("api/payment-intent/.json", intents, page, |intent| {
            intent_json(intent, &self.base_url)
        })
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.list_payments(request.query_page())
}

#[cfg(test)]
mod tests {
    use crate::mpandco::testing::{body, create, sale, service};

    #[test]
    fn the_newest_intent_comes_first() {
        let state = service();
        let ids: Vec<String> = (0..11).map(|_| create(&state, &sale(""))).collect();
        let first = body(state.list_payments(None));
        assert_eq!(first["data"].as_array().unwrap().len(), 10);
        assert_eq!(first["data"][0]["id"], ids[10].as_str());
        let next = "http://sim.test/api/payment-intent/.json?page=2";
        assert_eq!(first["links"]["next"]["href"], next);
        let last = body(state.list_payments(Some("2")));
        assert_eq!(last["data"][0]["id"], ids[0].as_str());
    }
}
