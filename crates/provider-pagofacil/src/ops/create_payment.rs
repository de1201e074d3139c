//! Charges a card once: the method `transaccion` of the one-time endpoints.

use std::mem;

use payments_core::{
    Environment, MaskedCard, Money, Operation, Payment, PaymentId, PaymentRequest, PaymentStatus,
    Recourse, Result,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::model::ChargeOptions;
use crate::wire;
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::CREATE_PAYMENT;
const METHOD: Method = Method(Family::OneTime, "transaccion");

pub(crate) async fn create_payment(
    client: &Client,
    request: &PaymentRequest,
    options: &ChargeOptions,
) -> Result<Payment> {
    let purchase = validate::charge(&client.setting(), request, options)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| {
        wire::charge(fields, &caller, &purchase, request, options);
    };
    let environment = client.environment();
    let read = |called: Called<'_>| charged(environment, called, request, purchase.amount);
    let charged = client.call(OPERATION, METHOD, write, read).await;
    charged.map_err(|error| {
        error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, request.reference()))
    })
}

/// Only `autorizado` decides; `status` only says that the method returned.
fn charged(
    environment: Environment,
    called: Called<'_>,
    request: &PaymentRequest,
    amount: Money,
) -> Result<Payment> {
    let Called {
        mut response,
        mut warnings,
        secrets,
    } = called;
    match response.authorized.flag() {
        Some(true) => {}
        Some(false) => return Err(error::not_charged(OPERATION, secrets, &response)),
        None => {
            let detail =
                "the response says neither that the charge was authorized nor that it was not";
            return Err(error::unclear(OPERATION, secrets, &response, detail));
        }
    }
    let Some(id) = convert::into_number(secrets, mem::take(&mut response.transaction)) else {
        let detail = "the charge was authorized, but the response has no number for it";
        return Err(error::unclear(OPERATION, secrets, &response, detail));
    };
    warnings.extend(convert::differences(
        &response,
        environment,
        request,
        amount,
    ));
    let brand = response.card_brand.into_text();
    let brand = brand.map(|brand| error::scrub(secrets, brand));
    let card = MaskedCard::from_echo(brand, response.sent.card.text().unwrap_or_default());
    let message = response.text.into_text();
    Ok(
        Payment::new(PaymentId::new(id), PaymentStatus::Paid, amount)
            .with_reference(Some(request.reference().clone()))
            .with_receipt(convert::into_number(secrets, response.authorization))
            .with_created_at(convert::time(&response.finished_at))
            .with_card(Some(card))
            .with_message(message.map(|message| error::scrub(secrets, message)))
            .with_warnings(warnings),
    )
}
