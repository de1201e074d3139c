//! Fetching a payment (chapter 6.5): `GET api/payment-intent/show.json`.

use payments_core::{Operation, Payment, PaymentId, Result, Violations};

use super::get_intent::fetch;
use crate::NAME;
use crate::service::Service;

const OPERATION: Operation = Operation::GET_PAYMENT;

pub(crate) async fn get_payment(service: &Service, id: &PaymentId) -> Result<Payment> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, OPERATION)?;
    Ok(fetch(service, OPERATION, id).await?.into_payment())
}
