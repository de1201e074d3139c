//! `GET api/payment-intent/.json`: the history of intents.

use std::sync::Arc;

use axum::extract::State as Shared;

use super::answer::IntentAnswer;
use super::errors::Refusal;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::world::World;

impl World {
    pub(super) fn list_payments(&self, page: Option<&str>) -> Result<JsonReply, Refusal> {
        let state = self.lock();
        let intents = state.ledger.all();
        self.page("api/payment-intent/.json", intents, page, |intent| {
            IntentAnswer::of(intent, &self.base_url)
        })
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.list_payments(submitted.query_page())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, create, sale, world};

    #[test]
    fn the_newest_intent_comes_first() {
        let world = world();
        let ids: Vec<String> = (0..11).map(|_| create(&world, &sale(""))).collect();
        let first = body(world.list_payments(None));
        assert_eq!(first["data"].as_array().unwrap().len(), 10);
        assert_eq!(first["data"][0]["id"], ids[10].as_str());
        let next = "http://sim.test/api/payment-intent/.json?page=2";
        assert_eq!(first["links"]["next"]["href"], next);
        let last = body(world.list_payments(Some("2")));
        assert_eq!(last["data"][0]["id"], ids[0].as_str());
    }
}
