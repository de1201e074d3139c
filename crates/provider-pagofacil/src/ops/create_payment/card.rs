//! Charges a card once: the method `transaccion` of the one-time endpoints.

use payments_core::{
    Operation, Payment, PaymentId, PaymentRequest, PaymentStatus, Recourse, Result,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::evidence::{Found, Order};
use crate::model::ChargeOptions;
use crate::wire::{self, Purchase, Response};
use crate::{convert, error, evidence, validate};

const OPERATION: Operation = Operation::CREATE_PAYMENT;
const METHOD: Method = Method(Family::OneTime, "transaccion");

pub(crate) async fn charge_card(
    client: &Client,
    request: &PaymentRequest,
    options: &ChargeOptions,
) -> Result<Payment> {
    let purchase = validate::charge(&client.setting(), request, options)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| {
        wire::charge(fields, &caller, &purchase, request, options);
    };
    let order = Order {
        reference: request.reference().as_str(),
        amount: purchase.amount,
        environment: client.environment(),
        last_four: purchase.last_four(),
        installments: purchase.installments.unwrap_or(1),
    };
    let read = |called: Called<'_>| charged(&order, &purchase, called);
    let charged = client.call(OPERATION, METHOD, write, read).await;
    charged.map_err(|error| {
        let recourse = Recourse::call(Operation::FIND_PAYMENT, request.reference());
        error::with_recourse(error, recourse)
    })
}

fn charged(order: &Order<'_>, purchase: &Purchase<'_>, called: Called<'_>) -> Result<Payment> {
    let Called {
        response,
        mut warnings,
        reader,
    } = called;
    let Found {
        evidence,
        warnings: unread,
        ..
    } = evidence::charge(&reader, &response, order);
    let refused = || error::not_charged(&reader, &response);
    if let Some(error) = error::of_verdict(&reader, &response, evidence.verdict(), refused) {
        return Err(error);
    }
    let number = convert::number(&reader, Response::first(&response.transaction));
    let id = number.ok_or_else(|| {
        let detail = "the charge was authorized, but the response has no number for it";
        error::unclear(&reader, &response, detail)
    })?;
    warnings.extend(purchase.warnings.iter().cloned());
    warnings.extend(unread);
    let card = wire::card_echo(&response);
    let message = Response::first(&response.text).map(|text| convert::redact(&reader, text));
    Ok(
        Payment::new(PaymentId::new(id), PaymentStatus::Paid, order.amount)
            .with_reference(Some(order.reference.into()))
            .with_receipt(convert::number(
                &reader,
                Response::first(&response.authorization),
            ))
            .with_created_at(reader.time(&response.finished_at))
            .with_card(Some(convert::card(&reader, &response.card_brand, card)))
            .with_message(message)
            .with_warnings(warnings),
    )
}
