//! A payment by button (chapter 6.1), or billed to its payer (chapter 6.3):
//! `POST api/payment-intent/.json`.

use http::Method;
use payments_core::{MerchantReference, Operation, Payment, PaymentRequest, Recourse, Result};
use payments_kit::http::HttpRequest;

use crate::client::Client;
use crate::evidence;
use crate::model::Intent;
use crate::validate::{self, ValidIntent};
use crate::wire::intent_form;

const OPERATION: Operation = Operation::CREATE_PAYMENT;

pub(crate) async fn create_payment(client: &Client, request: &PaymentRequest) -> Result<Payment> {
    let valid = validate::payment(OPERATION, request)?;
    let intent = send(client, OPERATION, &valid, request.reference()).await?;
    Ok(intent.into_payment())
}

/// Creates the intent. After a lost response it is found by the reference of its first
/// transaction.
pub(super) async fn send(
    client: &Client,
    operation: Operation,
    valid: &ValidIntent<'_>,
    reference: &MerchantReference,
) -> Result<Intent> {
    let url = client.base_url().join("api/payment-intent/.json");
    let request = HttpRequest::new(operation, Method::POST, url).with_body(intent_form(valid));
    let intent = client.intent(request).await;
    let intent = intent.and_then(|intent| evidence::created(operation, intent, valid));
    intent.map_err(|error| error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, reference)))
}
