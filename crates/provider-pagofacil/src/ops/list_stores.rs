//! Lists the stores that take cash orders: `cash/Rest_Conveniencestores`, which needs no keys.

use payments_core::{Effect, Operation, Result};
use payments_kit::http::HttpRequest;

use crate::client::{CashCalled, Client};
use crate::model::CashStore;
use crate::{convert, error, wire};

/// Lists stores. No trait of `payments-core` has it.
pub(crate) const LIST_STORES: Operation = Operation::new("list_stores", Effect::Read);

pub(crate) async fn list_stores(client: &Client) -> Result<Vec<CashStore>> {
    let call = HttpRequest::get(LIST_STORES, client.cash_url(wire::CASH_STORES));
    let read = |called: CashCalled<'_>| {
        let CashCalled {
            response, reader, ..
        } = called;
        if let Some(refused) = error::of_cash_refusal(&reader, &response) {
            return Err(refused);
        }
        let stores: Vec<CashStore> = response
            .stores
            .0
            .iter()
            .filter_map(|store| convert::store(&reader, store))
            .collect();
        let total = response.total.text().and_then(|total| total.parse().ok());
        if stores.is_empty() && total != Some(0) {
            return Err(reader.unreadable("the response lists no stores"));
        }
        Ok(stores)
    };
    client.cash(call, read).await
}
