//! Fetching an intent whole (chapter 6.5): `GET api/payment-intent/show.json`.

use payments_core::{Effect, Operation, PaymentId, Result, Violations};
use payments_kit::http::{HttpRequest, SecretBytes};

use crate::model::Intent;
use crate::service::Service;
use crate::wire::id_query;
use crate::{NAME, convert};

/// The operation that fetches an intent with everything that the service knows of it.
pub const GET_INTENT: Operation = Operation::new("get_intent", Effect::Read);

pub(crate) async fn get_intent(service: &Service, id: &PaymentId) -> Result<Intent> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, GET_INTENT)?;
    fetch(service, GET_INTENT, id).await
}

/// The intent, for whichever operation needs it.
pub(super) async fn fetch(
    service: &Service,
    operation: Operation,
    id: &PaymentId,
) -> Result<Intent> {
    let url = service.base_url().join("api/payment-intent/show.json");
    let query = SecretBytes::new(id_query(id.as_str()).into_bytes());
    let request = HttpRequest::get(operation, url).with_query(query);
    let intent = service.intent(request, &[]).await?;
    convert::intent_of(operation, intent, id)
}
