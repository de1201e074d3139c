//! A payment by button (chapter 6.1), or billed to its payer (chapter 6.3):
//! `POST api/payment-intent/.json`.

use payments_core::{MerchantReference, Operation, Payment, PaymentRequest, Recourse, Result};
use payments_kit::http::HttpRequest;

use crate::draft::Draft;
use crate::model::Intent;
use crate::service::Service;
use crate::wire::{FORM, intent_form};

const OPERATION: Operation = Operation::CREATE_PAYMENT;

pub(crate) async fn create_payment(service: &Service, request: &PaymentRequest) -> Result<Payment> {
    let draft = Draft::of_one(OPERATION, request)?;
    let intent = send(service, OPERATION, &draft, request.reference()).await?;
    Ok(intent.into_payment())
}

/// Creates the intent. A lost one is found again by the reference of its first transaction.
pub(super) async fn send(
    service: &Service,
    operation: Operation,
    draft: &Draft<'_>,
    reference: &MerchantReference,
) -> Result<Intent> {
    let url = service.base_url().join("api/payment-intent/.json");
    let request = HttpRequest::post(operation, url, FORM, intent_form(draft));
    let secrets: Vec<&str> = draft.recipient.iter().map(|one| one.expose()).collect();
    let intent = service.intent(request, &secrets).await;
    intent.map_err(|error| error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, reference)))
}
