//! Fetching an intent with everything in it (chapter 6.5): `GET api/payment-intent/show.json`.

use payments_core::{Effect, Operation, PaymentId, Result};
use payments_kit::http::HttpRequest;

use crate::client::Client;
use crate::model::Intent;
use crate::wire::id_query;
use crate::{evidence, validate};

/// Fetches an intent with everything that the service knows of it.
pub const GET_INTENT: Operation = Operation::new("get_intent", Effect::Read);

pub(crate) async fn get_intent(client: &Client, id: &PaymentId) -> Result<Intent> {
    validate::id(GET_INTENT, id)?;
    fetch(client, GET_INTENT, id).await
}

/// Fetches the intent for any operation that needs it.
pub(super) async fn fetch(client: &Client, operation: Operation, id: &PaymentId) -> Result<Intent> {
    let url = client.base_url().join("api/payment-intent/show.json");
    let request = HttpRequest::get(operation, url).with_query_form(id_query(id.as_str()));
    let intent = client.intent(request).await?;
    evidence::requested(operation, intent, id)
}
