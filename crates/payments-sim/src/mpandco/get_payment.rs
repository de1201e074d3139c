//! `GET api/payment-intent/show.json?id=ID`: one intent.

use std::sync::Arc;

use axum::extract::State as Shared;

use super::answer::IntentAnswer;
use super::errors::Refusal;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::world::World;

impl World {
    pub(super) fn get_payment(&self, id: Option<&str>) -> Result<JsonReply, Refusal> {
        let state = self.lock();
        let intent = id
            .and_then(|id| state.ledger.get(id))
            .ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&IntentAnswer::of(intent, &self.base_url)))
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.get_payment(submitted.query_id())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, create, refusal, sale, world};

    #[test]
    fn an_intent_is_found_by_its_identifier_only() {
        let world = world();
        let id = create(&world, &sale(""));
        assert_eq!(body(world.get_payment(Some(&id)))["id"], id.as_str());
        assert_eq!(refusal(world.get_payment(Some("F1")))["code"], 404);
        assert_eq!(refusal(world.get_payment(None))["code"], 404);
    }
}
