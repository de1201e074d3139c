//! `GET api/payment/.json`: the history of the wallet's payments.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;
use crate::mpandco::wire::wallet_payment::WalletPaymentBody;

impl State {
    pub(crate) fn list_wallet_payments(&self, page: Option<&str>) -> Result<JsonReply, Refusal> {
        let records = self.lock();
        let payments = records.wallet.all();
        self.page("api/payment/.json", payments, page, WalletPaymentBody::of)
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.list_wallet_payments(request.query_page())
}

#[cfg(test)]
mod tests {
    use crate::mpandco::testing::{body, create, request, service};

    #[test]
    fn only_money_that_moved_is_listed() {
        let state = service();
        let empty = body(state.list_wallet_payments(None));
        assert_eq!(empty["meta"]["totalResults"], 0);

        let ids: Vec<String> = (0..3).map(|_| create(&state, &request(""))).collect();
        state.approve(&ids[2]).unwrap();
        state.approve(&ids[0]).unwrap();
        state.cancel(&ids[1]).unwrap();
        let list = body(state.list_wallet_payments(None));
        assert_eq!(list["meta"]["totalResults"], 2);
        let newest = body(state.get_payment(Some(&ids[0])));
        let receipt = &newest["transactions"][0]["related_resources"]["request"];
        assert_eq!(list["data"][0]["id"], receipt["id"]);
        assert_eq!(list["data"][0]["ref"], receipt["ref"]);
        let this = &list["links"]["self"]["href"];
        assert_eq!(*this, "http://sim.test/api/payment/.json?page=1");
    }
}
