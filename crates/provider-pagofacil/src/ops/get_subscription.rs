//! Checking one recurring charge: the method `vercargo`.
//!
//! The guide shows no answer of it, so whatever is known of a registration is read, everything
//! else is kept in the details, and nothing unknown fails the call.

use payments_core::{
    ErrorKind, MerchantReference, Operation, Outcome, Result, Subscription, SubscriptionId,
    SubscriptionStatus, Violations,
};

use crate::channel::{Called, Family};
use crate::service::Service;
use crate::wire::Data;
use crate::{NAME, convert, error};

const METHOD: &str = "vercargo";
pub(super) const ID: &str = "idRecurrente";
/// The field of `idRecurrente` in the service's table.
const LONGEST_ID: usize = 50;

pub(crate) async fn get_subscription(
    service: &Service,
    id: &SubscriptionId,
) -> Result<Subscription> {
    fetch(service, Operation::GET_SUBSCRIPTION, id).await
}

pub(super) fn check_id(id: &SubscriptionId, violations: &mut Violations) {
    id.check("id", violations);
    if id.as_str().len() > LONGEST_ID {
        violations.push("id", format!("must not be longer than {LONGEST_ID}"));
    }
}

/// Fetches a subscription for any operation.
pub(super) async fn fetch(
    service: &Service,
    operation: Operation,
    id: &SubscriptionId,
) -> Result<Subscription> {
    let mut violations = Violations::new();
    check_id(id, &mut violations);
    violations.into_result(NAME, operation)?;

    let mut data = Data::new();
    data.text(ID, id.as_str());
    data.secret("idSucursal", service.keys().branch_id());
    let called = service
        .channel()
        .call(operation, Family::Recurring, METHOD, &data)
        .await?;
    let answer = &called.answer;
    let unclear = |detail| Err(error::unclear(operation, &data, answer, detail));
    let is_about_it = answer.error.iter().any(|(name, _)| name == ID);
    match answer.id.text() {
        Some(found) if found == id.as_str() => subscription(operation, &data, id, called),
        Some(_) => unclear("the answer is about another subscription"),
        None if is_about_it => Err(error::not_found(operation, &data, answer)),
        None if !answer.error.is_empty() => Err(error::invalid(operation, &data, answer)),
        None => unclear("the answer names no subscription"),
    }
}

fn subscription(
    operation: Operation,
    data: &Data<'_>,
    id: &SubscriptionId,
    called: Called,
) -> Result<Subscription> {
    let Called { answer, warnings } = called;
    let status = match (answer.active.flag(), answer.active.text()) {
        (Some(true), _) => SubscriptionStatus::Active,
        (Some(false), _) => SubscriptionStatus::Cancelled,
        (None, text) => SubscriptionStatus::Other(error::scrub(data, text.unwrap_or_default())),
    };
    let unreadable = |reason: payments_core::MoneyError| {
        error::error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown)
            .with_detail(reason.to_string())
    };
    let amount = convert::pesos(answer.amount).map_err(unreadable)?;
    let details = convert::details(data, &answer);
    let reference = convert::own(data, &answer.reference).map(MerchantReference::new);
    let charges = answer.operations.into_entries();
    let charges = charges.map(|charge| convert::charge(data, &charge));
    let charges: Vec<_> = charges.collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(Subscription::new(id.clone(), status)
        .with_reference(reference)
        .with_amount(amount)
        .with_schedule(convert::schedule(&answer.day, &answer.start, &answer.end))
        .with_card(convert::card(data, &answer.card_brand, &answer.card))
        .with_registered_at(convert::time(&answer.registered_at))
        .with_charges(charges)
        .with_details(details)
        .with_warnings(warnings))
}
