//! Finds a one-time charge by the merchant's reference: the method `verificar`.
//!
//! No document shows its response, so it is read for the members of a charge, and nothing that is
//! missing is assumed.

use payments_core::redact::Secrets;
use payments_core::{
    Currency, ErrorKind, Lookup, MerchantReference, Operation, Outcome, Payment, PaymentId,
    PaymentStatus, Result,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::wire::Response;
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::FIND_PAYMENT;
const METHOD: Method = Method(Family::OneTime, "verificar");
const REFERENCE: &str = "idPedido";

/// The guide requires unique references, and does not say that the service enforces it: a declined
/// charge may hide an approved one.
const ONE_OF_SEVERAL: &str = "the service shows one charge per reference: others with the same \
                              reference are in the reports only";

pub(crate) async fn find_payment(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    validate::order(OPERATION, reference)?;
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| {
        fields.field(REFERENCE, reference.as_str());
        fields.secret("idSucursal", caller.branch_id);
        fields.secret("idUsuario", caller.user_id);
    };
    let read = |called: Called<'_>| found(reference, called);
    client.call(OPERATION, METHOD, write, read).await
}

fn found(reference: &MerchantReference, called: Called<'_>) -> Result<Lookup<Payment>> {
    let Called {
        response,
        warnings,
        secrets,
    } = called;
    let order = response.order.text().or(response.sent.order.text());
    match convert::number(secrets, &response.transaction) {
        Some(_) if order.is_some_and(|order| order != reference.as_str()) => {
            let detail = "the response is about another order";
            Err(error::unclear(OPERATION, secrets, &response, detail))
        }
        Some(id) => {
            let payment = payment(secrets, id, &response)?
                .with_reference(Some(reference.clone()))
                .with_warnings(warnings);
            Ok(Lookup::partial(vec![payment], ONE_OF_SEVERAL))
        }
        None if error::says_not_found(&response, REFERENCE) => Ok(Lookup::complete(Vec::new())),
        None if !response.error.is_empty() => Err(error::invalid(OPERATION, secrets, &response)),
        None => {
            let detail = "the response says neither that there is a charge nor that there is none";
            Err(error::unclear(OPERATION, secrets, &response, detail))
        }
    }
}

fn payment(secrets: &Secrets, id: String, response: &Response) -> Result<Payment> {
    let status = match response.authorized.flag() {
        Some(true) => PaymentStatus::Paid,
        Some(false) => PaymentStatus::Declined,
        None => {
            PaymentStatus::Other(convert::words(secrets, &response.authorized).unwrap_or_default())
        }
    };
    let currency = match response.currency.text() {
        None | Some("MXN") => Ok(Currency::MXN),
        Some(code) => code.parse(),
    };
    let unusable = |reason: &str| {
        let detail = format!("the service has charge {id} ({status:?}), but {reason}");
        error::error(OPERATION, ErrorKind::UnreadableResponse, Outcome::Unknown).with_detail(detail)
    };
    let currency = currency.map_err(|reason| unusable(&reason.to_string()))?;
    let amount = if response.amount.is_given() {
        response.amount
    } else {
        response.stored.amount
    };
    let amount =
        convert::money(amount, currency).map_err(|reason| unusable(&reason.to_string()))?;
    let amount = amount.ok_or_else(|| unusable("the response has no amount"))?;
    let echo = match response.card.text() {
        Some(_) => &response.card,
        None => &response.sent.card,
    };
    Ok(Payment::new(PaymentId::new(id), status, amount)
        .with_receipt(convert::number(secrets, &response.authorization))
        .with_created_at(convert::time(&response.finished_at))
        .with_card(Some(convert::card(secrets, &response.card_brand, echo)))
        .with_message(convert::words(secrets, &response.text)))
}
