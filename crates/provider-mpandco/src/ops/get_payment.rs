//! Fetching an intent (chapter 6.5): `GET api/payment-intent/show.json`.

use payments_core::http::HttpRequest;
use payments_core::{Operation, Payment, PaymentId, Result, Violations};

use crate::service::Service;
use crate::wire::{Intent, id_query};
use crate::{NAME, convert};

const OPERATION: Operation = Operation::GET_PAYMENT;

pub(crate) async fn get_payment(service: &Service, id: &PaymentId) -> Result<Payment> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, OPERATION)?;

    let intent = fetch(service, id).await?;
    convert::payment_of(OPERATION, intent, service.base_url(), id)
}

/// The intent itself, for operations that need more of it than a payment tells.
pub(super) async fn fetch(service: &Service, id: &PaymentId) -> Result<Intent> {
    let mut url = service.base_url().join("api/payment-intent/show.json");
    url.set_query(Some(&id_query(id.as_str())));
    service.intent(HttpRequest::get(OPERATION, url)).await
}
