//! Fetching a payment (chapter 6.5): `GET api/payment-intent/show.json`.

use payments_core::{Operation, Payment, PaymentId, Result};

use super::get_intent::fetch;
use crate::client::Client;
use crate::validate;

const OPERATION: Operation = Operation::GET_PAYMENT;

pub(crate) async fn get_payment(client: &Client, id: &PaymentId) -> Result<Payment> {
    validate::id(OPERATION, id)?;
    Ok(fetch(client, OPERATION, id).await?.into_payment())
}
