//! Finds a one-time charge by the merchant's reference: the method `verificar`.
//!
//! No document shows its response, so it is read for the members of a charge, and nothing that is
//! missing is assumed.

use payments_core::{
    Currency, ErrorKind, Lookup, MerchantReference, Operation, Outcome, Payment, PaymentId,
    PaymentStatus, Result,
};

use crate::client::{Called, Client, Family};
use crate::wire::{Fields, Response};
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::FIND_PAYMENT;
const METHOD: &str = "verificar";
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
    let mut fields = Fields::new();
    fields.text(REFERENCE, reference.as_str());
    fields.secret("idSucursal", client.keys().branch_id());
    fields.secret("idUsuario", client.keys().user_id());
    let Called { response, warnings } = client
        .call(OPERATION, Family::OneTime, METHOD, &fields)
        .await?;
    let order = response.order.text().or(response.sent.order.text());
    match convert::number(&fields, &response.transaction) {
        Some(_) if order.is_some_and(|order| order != reference.as_str()) => {
            let detail = "the response is about another order";
            Err(error::unclear(OPERATION, &fields, &response, detail))
        }
        Some(id) => {
            let payment = payment(&fields, id, &response)?
                .with_reference(Some(reference.clone()))
                .with_warnings(warnings);
            Ok(Lookup::partial(vec![payment], ONE_OF_SEVERAL))
        }
        None if error::says_not_found(&response, REFERENCE) => Ok(Lookup::complete(Vec::new())),
        None if !response.error.is_empty() => Err(error::invalid(OPERATION, &fields, &response)),
        None => {
            let detail = "the response says neither that there is a charge nor that there is none";
            Err(error::unclear(OPERATION, &fields, &response, detail))
        }
    }
}

fn payment(fields: &Fields<'_>, id: String, response: &Response) -> Result<Payment> {
    let status = match response.authorized.flag() {
        Some(true) => PaymentStatus::Paid,
        Some(false) => PaymentStatus::Declined,
        None => PaymentStatus::Other(convert::words(fields, &response.authorized).unwrap_or_default()),
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
        .with_receipt(convert::number(fields, &response.authorization))
        .with_created_at(convert::time(&response.finished_at))
        .with_card(Some(convert::card(fields, &response.card_brand, echo)))
        .with_message(convert::words(fields, &response.text)))
}
