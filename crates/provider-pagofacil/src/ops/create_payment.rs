//! Charges a card once: the method `transaccion` of the one-time endpoints.

use std::mem;

use payments_core::{
    MaskedCard, Money, Operation, Payment, PaymentId, PaymentRequest, PaymentStatus, Recourse,
    Result,
};

use crate::client::{Called, Client, Family};
use crate::model::ChargeOptions;
use crate::wire::{self, Fields};
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::CREATE_PAYMENT;
const METHOD: &str = "transaccion";

pub(crate) async fn create_payment(
    client: &Client,
    request: &PaymentRequest,
    options: &ChargeOptions,
) -> Result<Payment> {
    let purchase = validate::charge(&client.setting(), request, options)?;
    let fields = wire::charge(&client.caller(OPERATION), &purchase, request, options);
    let called = client
        .call(OPERATION, Family::OneTime, METHOD, &fields)
        .await;
    called
        .and_then(|called| charged(client, &fields, called, request, purchase.amount))
        .map_err(|error| {
            error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, request.reference()))
        })
}

/// Only `autorizado` decides; `status` only says that the method returned.
fn charged(
    client: &Client,
    fields: &Fields<'_>,
    called: Called,
    request: &PaymentRequest,
    amount: Money,
) -> Result<Payment> {
    let Called {
        mut response,
        mut warnings,
    } = called;
    match response.authorized.flag() {
        Some(true) => {}
        Some(false) => return Err(error::not_charged(OPERATION, fields, &response)),
        None => {
            let detail =
                "the response says neither that the charge was authorized nor that it was not";
            return Err(error::unclear(OPERATION, fields, &response, detail));
        }
    }
    let Some(id) = convert::into_number(fields, mem::take(&mut response.transaction)) else {
        let detail = "the charge was authorized, but the response has no number for it";
        return Err(error::unclear(OPERATION, fields, &response, detail));
    };
    let environment = client.environment();
    warnings.extend(convert::differences(&response, environment, request, amount));
    let brand = response.card_brand.into_text();
    let brand = brand.map(|brand| error::scrub(fields, brand));
    let card = MaskedCard::from_echo(brand, response.sent.card.text().unwrap_or_default());
    let message = response.text.into_text();
    Ok(
        Payment::new(PaymentId::new(id), PaymentStatus::Paid, amount)
            .with_reference(Some(request.reference().clone()))
            .with_receipt(convert::into_number(fields, response.authorization))
            .with_created_at(convert::time(&response.finished_at))
            .with_card(Some(card))
            .with_message(message.map(|message| error::scrub(fields, message)))
            .with_warnings(warnings),
    )
}
