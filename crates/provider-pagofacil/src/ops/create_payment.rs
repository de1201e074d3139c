//! Charging a card once: the method `transaccion` of its own family.

use payments_core::{
    Money, Operation, Payment, PaymentId, PaymentRequest, PaymentStatus, Recourse, Result,
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
        answer,
        mut warnings,
    } = called;
    let id = match (
        answer.authorized.flag(),
        convert::number(data, &answer.transaction),
    ) {
        (Some(true), Some(id)) => PaymentId::new(id),
        (Some(true), None) => {
            let detail = "the charge was authorized, but the answer does not number it";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
        (Some(false), _) => return Err(error::not_charged(OPERATION, data, &answer)),
        (None, _) => {
            let detail =
                "the answer says neither that the charge was authorized nor that it was not";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
    };
    let environment = service.environment();
    warnings.extend(convert::oddities(&answer, environment, request, amount));
    Ok(Payment::new(id, PaymentStatus::Paid, amount)
        .with_reference(Some(request.reference().clone()))
        .with_receipt(convert::number(data, &answer.authorization))
        .with_created_at(convert::time(&answer.finished_at))
        .with_card(Some(convert::card(
            data,
            &answer.card_brand,
            &answer.sent.card,
        )))
        .with_message(convert::words(data, &answer.text))
        .with_warnings(warnings))
}
