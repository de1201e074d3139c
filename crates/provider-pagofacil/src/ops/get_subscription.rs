//! Gets one recurring charge: the method `vercargo`.
//!
//! The guide shows no response of it, so the members of a registration are read, everything else is
//! kept in the details, and no unknown member fails the call.

use payments_core::{
    ErrorKind, MerchantReference, Operation, Outcome, Result, Subscription, SubscriptionId,
    SubscriptionStatus,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::{convert, error, validate};

const METHOD: Method = Method(Family::Recurring, "vercargo");
pub(super) const ID: &str = "idRecurrente";

pub(crate) async fn get_subscription(client: &Client, id: &SubscriptionId) -> Result<Subscription> {
    fetch(client, Operation::GET_SUBSCRIPTION, id).await
}

/// Fetches a subscription for any operation.
pub(super) async fn fetch(
    client: &Client,
    operation: Operation,
    id: &SubscriptionId,
) -> Result<Subscription> {
    validate::subscription(operation, id)?;

    let write = |fields: &mut dyn Fields| {
        fields.field(ID, id.as_str());
        fields.secret("idSucursal", client.keys().branch_id());
    };
    let read = |called: Called<'_>| found(operation, id, called);
    client.call(operation, METHOD, write, read).await
}

fn found(operation: Operation, id: &SubscriptionId, called: Called<'_>) -> Result<Subscription> {
    let (response, secrets) = (&called.response, called.secrets);
    let unclear = |detail| Err(error::unclear(operation, secrets, response, detail));
    let is_about_it = response.error.iter().any(|(name, _)| name == ID);
    match response.id.text() {
        Some(found) if found == id.as_str() => subscription(operation, id, called),
        Some(_) => unclear("the response is about another subscription"),
        None if is_about_it => Err(error::not_found(operation, secrets, response)),
        None if !response.error.is_empty() => Err(error::invalid(operation, secrets, response)),
        None => unclear("the response names no subscription"),
    }
}

fn subscription(
    operation: Operation,
    id: &SubscriptionId,
    called: Called<'_>,
) -> Result<Subscription> {
    let Called {
        response,
        warnings,
        secrets,
    } = called;
    let status = match (response.active.flag(), response.active.text()) {
        (Some(true), _) => SubscriptionStatus::Active,
        (Some(false), _) => SubscriptionStatus::Cancelled,
        (None, text) => SubscriptionStatus::Other(error::scrub(secrets, text.unwrap_or_default())),
    };
    let unreadable = |reason: payments_core::MoneyError| {
        error::error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown)
            .with_detail(reason.to_string())
    };
    let amount = convert::pesos(response.amount).map_err(unreadable)?;
    let details = convert::details(secrets, &response);
    let reference = convert::own(secrets, &response.reference).map(MerchantReference::new);
    let charges = response.operations.into_entries();
    let charges = charges.map(|charge| convert::charge(secrets, &charge));
    let charges: Vec<_> = charges.collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(Subscription::new(id.clone(), status)
        .with_reference(reference)
        .with_amount(amount)
        .with_schedule(convert::schedule(
            &response.day,
            &response.start,
            &response.end,
        ))
        .with_card(convert::card(secrets, &response.card_brand, &response.card))
        .with_registered_at(convert::time(&response.registered_at))
        .with_charges(charges)
        .with_details(details)
        .with_warnings(warnings))
}
