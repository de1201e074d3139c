//! Charging a card once: the method `transaccion` of its own family.

use std::mem;

use payments_core::{
    MaskedCard, Money, Operation, Payment, PaymentId, PaymentRequest, PaymentStatus, Recourse,
    Result,
};

use crate::channel::{Called, Family};
use crate::service::Service;
use crate::wire::{Data, charge};
use crate::{ChargeOptions, convert, error};

const OPERATION: Operation = Operation::CREATE_PAYMENT;
const METHOD: &str = "transaccion";

pub(crate) async fn create_payment(
    service: &Service,
    request: &PaymentRequest,
    options: &ChargeOptions,
) -> Result<Payment> {
    let (data, amount) = charge(service, request, options)?;
    let called = service
        .channel()
        .call(OPERATION, Family::OneTime, METHOD, &data)
        .await;
    called
        .and_then(|called| charged(service, &data, called, request, amount))
        .map_err(|error| {
            error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, request.reference()))
        })
}

/// Only `autorizado` decides; `status` says no more than that the method returned.
fn charged(
    service: &Service,
    data: &Data<'_>,
    called: Called,
    request: &PaymentRequest,
    amount: Money,
) -> Result<Payment> {
    let Called {
        mut answer,
        mut warnings,
    } = called;
    match answer.authorized.flag() {
        Some(true) => {}
        Some(false) => return Err(error::not_charged(OPERATION, data, &answer)),
        None => {
            let detail =
                "the answer says neither that the charge was authorized nor that it was not";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
    }
    let Some(id) = convert::into_number(data, mem::take(&mut answer.transaction)) else {
        let detail = "the charge was authorized, but the answer does not number it";
        return Err(error::unclear(OPERATION, data, &answer, detail));
    };
    let environment = service.environment();
    warnings.extend(convert::oddities(&answer, environment, request, amount));
    let brand = answer.card_brand.into_text();
    let brand = brand.map(|brand| error::scrub(data, brand));
    let card = MaskedCard::from_echo(brand, answer.sent.card.text().unwrap_or_default());
    let message = answer.text.into_text();
    Ok(
        Payment::new(PaymentId::new(id), PaymentStatus::Paid, amount)
            .with_reference(Some(request.reference().clone()))
            .with_receipt(convert::into_number(data, answer.authorization))
            .with_created_at(convert::time(&answer.finished_at))
            .with_card(Some(card))
            .with_message(message.map(|message| error::scrub(data, message)))
            .with_warnings(warnings),
    )
}
