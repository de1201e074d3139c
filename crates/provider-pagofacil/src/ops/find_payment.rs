//! Looking a one-time charge up by the merchant's reference: the method `verificar`.
//!
//! No document shows its answer, so it is read for what a charge answers, and what is not there
//! is not made up.

use payments_core::{
    Currency, ErrorKind, Lookup, MerchantReference, Operation, Outcome, Payment, PaymentId,
    PaymentStatus, Result, Violations,
};

use crate::channel::{Called, Family};
use crate::service::Service;
use crate::wire::{Answer, Data, check_reference};
use crate::{NAME, convert, error};

const OPERATION: Operation = Operation::FIND_PAYMENT;
const METHOD: &str = "verificar";
const REFERENCE: &str = "idPedido";

/// The guide wants references to be unique, and nothing says that the service sees to it: a
/// declined charge may hide an approved one.
const ONE_OF_SEVERAL: &str = "the service shows one charge of a reference: others of the same \
                              reference, if it was used again, are in the reports only";

pub(crate) async fn find_payment(
    service: &Service,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    check_reference(reference.as_str(), &mut violations);
    violations.into_result(NAME, OPERATION)?;

    let mut data = Data::new();
    data.text(REFERENCE, reference.as_str());
    data.secret("idSucursal", service.keys().branch_id());
    data.secret("idUsuario", service.keys().user_id());
    let Called { answer, warnings } = service
        .channel()
        .call(OPERATION, Family::OneTime, METHOD, &data)
        .await?;
    let order = answer.order.text().or(answer.sent.order.text());
    match convert::number(&data, &answer.transaction) {
        Some(_) if order.is_some_and(|order| order != reference.as_str()) => {
            let detail = "the answer is about another order";
            Err(error::unclear(OPERATION, &data, &answer, detail))
        }
        Some(id) => {
            let payment = payment(&data, id, &answer)?
                .with_reference(Some(reference.clone()))
                .with_warnings(warnings);
            Ok(Lookup::partial(vec![payment], ONE_OF_SEVERAL))
        }
        None if error::says_not_found(&answer, REFERENCE) => Ok(Lookup::complete(Vec::new())),
        None if !answer.error.is_empty() => Err(error::invalid(OPERATION, &data, &answer)),
        None => {
            let detail = "the answer says neither that there is a charge nor that there is none";
            Err(error::unclear(OPERATION, &data, &answer, detail))
        }
    }
}

fn payment(data: &Data<'_>, id: String, answer: &Answer) -> Result<Payment> {
    let status = match answer.authorized.flag() {
        Some(true) => PaymentStatus::Paid,
        Some(false) => PaymentStatus::Declined,
        None => PaymentStatus::Other(convert::words(data, &answer.authorized).unwrap_or_default()),
    };
    let currency = match answer.currency.text() {
        None | Some("MXN") => Ok(Currency::MXN),
        Some(code) => code.parse(),
    };
    let unusable = |reason: &str| {
        let detail = format!("charge {id} is there ({status:?}), but {reason}");
        error::error(OPERATION, ErrorKind::UnreadableResponse, Outcome::Unknown).with_detail(detail)
    };
    let currency = currency.map_err(|reason| unusable(&reason.to_string()))?;
    let amount = if answer.amount.is_given() {
        answer.amount
    } else {
        answer.stored.amount
    };
    let amount =
        convert::money(amount, currency).map_err(|reason| unusable(&reason.to_string()))?;
    let amount = amount.ok_or_else(|| unusable("the answer names no amount"))?;
    let echo = match answer.card.text() {
        Some(_) => &answer.card,
        None => &answer.sent.card,
    };
    Ok(Payment::new(PaymentId::new(id), status, amount)
        .with_receipt(convert::number(data, &answer.authorization))
        .with_created_at(convert::time(&answer.finished_at))
        .with_card(Some(convert::card(data, &answer.card_brand, echo)))
        .with_message(convert::words(data, &answer.text)))
}
