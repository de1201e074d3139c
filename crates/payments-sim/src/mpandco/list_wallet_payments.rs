//! `GET api/payment/.json`: the history of the wallet's payments.

use std::sync::Arc;

use axum::extract::State as Shared;

use super::errors::Refusal;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::wallet_answer::WalletAnswer;
use super::world::World;

impl World {
    pub(super) fn list_wallet_payments(&self, page: Option<&str>) -> Result<JsonReply, Refusal> {
        let state = self.lock();
        let payments = state.wallet.all();
        self.page("api/payment/.json", payments, page, WalletAnswer::of)
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.list_wallet_payments(submitted.query_page())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{body, create, request, world};

    #[test]
    fn only_money_that_moved_is_listed() {
        let world = world();
        let empty = body(world.list_wallet_payments(None));
        assert_eq!(empty["meta"]["totalResults"], 0);

        let ids: Vec<String> = (0..3).map(|_| create(&world, &request(""))).collect();
        world.approve(&ids[2]).unwrap();
        world.approve(&ids[0]).unwrap();
        world.cancel(&ids[1]).unwrap();
        let list = body(world.list_wallet_payments(None));
        assert_eq!(list["meta"]["totalResults"], 2);
        let newest = body(world.get_payment(Some(&ids[0])));
        let receipt = &newest["transactions"][0]["related_resources"]["request"];
        assert_eq!(list["data"][0]["id"], receipt["id"]);
        assert_eq!(list["data"][0]["ref"], receipt["ref"]);
        let this = &list["links"]["self"]["href"];
        assert_eq!(*this, "http://sim.test/api/payment/.json?page=1");
    }
}
