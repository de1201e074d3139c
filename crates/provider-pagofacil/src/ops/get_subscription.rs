//! Checking one recurring charge: the method `vercargo`.
//!
//! The guide shows no answer of it, so whatever is known of a registration is read, everything
//! else is kept in the details, and nothing unknown fails the call.

use payments_core::{
    ErrorKind, Operation, Outcome, Result, Subscription, SubscriptionId, SubscriptionStatus,
    Violations,
};

use crate::channel::Family;
use crate::service::Service;
use crate::wire::{Answer, Data};
use crate::{NAME, convert, error};

const OPERATION: Operation = Operation::GET_SUBSCRIPTION;
const METHOD: &str = "vercargo";
/// The field of `idRecurrente` in the service's table.
const LONGEST_ID: usize = 50;

pub(crate) async fn get_subscription(
    service: &Service,
    id: &SubscriptionId,
) -> Result<Subscription> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    if id.as_str().len() > LONGEST_ID {
        violations.push("id", format!("must not be longer than {LONGEST_ID}"));
    }
    violations.into_result(NAME, OPERATION)?;

    let mut data = Data::default();
    data.text("idRecurrente", id.as_str());
    data.secret("idSucursal", service.keys().branch_id());
    let channel = service.channel();
    let answer = channel
        .call(OPERATION, Family::Recurring, METHOD, &data)
        .await?;
    match answer.id.text() {
        Some(found) if found == id.as_str() => subscription(&data, id, answer),
        Some(_) => Err(error::unclear(
            OPERATION,
            &data,
            &answer,
            "the answer is about another subscription",
        )),
        None if answer
            .error
            .iter()
            .any(|(field, _)| field == "idRecurrente") =>
        {
            let detail = answer.text.text().unwrap_or_default();
            let not_found = error::error(OPERATION, ErrorKind::NotFound, Outcome::Rejected);
            Err(not_found.with_detail(error::scrub(&data, detail)))
        }
        None if !answer.error.is_empty() => Err(error::invalid(OPERATION, &data, &answer)),
        None => Err(error::unclear(
            OPERATION,
            &data,
            &answer,
            "the answer names no subscription",
        )),
    }
}

fn subscription(data: &Data<'_>, id: &SubscriptionId, answer: Answer) -> Result<Subscription> {
    let status = match (answer.active.flag(), answer.active.text()) {
        (Some(true), _) => SubscriptionStatus::Active,
        (Some(false), _) => SubscriptionStatus::Cancelled,
        (None, text) => SubscriptionStatus::Other(error::scrub(data, text.unwrap_or_default())),
    };
    let unreadable = |reason: payments_core::MoneyError| {
        error::error(OPERATION, ErrorKind::UnreadableAnswer, Outcome::Unknown)
            .with_detail(reason.to_string())
    };
    let amount = convert::pesos(&answer.amount).map_err(unreadable)?;
    let details = convert::details(data, &answer);
    let charges = answer.operations.into_vec().into_iter();
    let charges = charges.map(|operation| convert::charge(data, operation));
    let charges: Vec<_> = charges.collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(Subscription::new(id.clone(), status)
        .with_reference(answer.reference.text().map(Into::into))
        .with_amount(amount)
        .with_schedule(convert::schedule(&answer.day, &answer.start, &answer.end))
        .with_card(convert::card(&answer.card_brand, &answer.card))
        .with_registered_at(convert::time(&answer.registered_at))
        .with_charges(charges)
        .with_details(details))
}
