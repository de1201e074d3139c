//! Gets one recurring charge: the method `vercargo`.
//!
//! The guide shows no response of it, so the members of a registration are read, everything else is
//! kept in the details, and no unknown member fails the call.

use payments_core::{
    ErrorKind, MerchantReference, Operation, Outcome, Result, Subscription, SubscriptionId,
    SubscriptionStatus,
};

use crate::client::{Called, Client, Family};
use crate::wire::Fields;
use crate::{convert, error, validate};

const METHOD: &str = "vercargo";
pub(super) const ID: &str = "idRecurrente";

pub(crate) async fn get_subscription(
    client: &Client,
    id: &SubscriptionId,
) -> Result<Subscription> {
    fetch(client, Operation::GET_SUBSCRIPTION, id).await
}

/// Fetches a subscription for any operation.
pub(super) async fn fetch(
    client: &Client,
    operation: Operation,
    id: &SubscriptionId,
) -> Result<Subscription> {
    validate::subscription(operation, id)?;

    let mut fields = Fields::new();
    fields.text(ID, id.as_str());
    fields.secret("idSucursal", client.keys().branch_id());
    let called = client
        .call(operation, Family::Recurring, METHOD, &fields)
        .await?;
    let response = &called.response;
    let unclear = |detail| Err(error::unclear(operation, &fields, response, detail));
    let is_about_it = response.error.iter().any(|(name, _)| name == ID);
    match response.id.text() {
        Some(found) if found == id.as_str() => subscription(operation, &fields, id, called),
        Some(_) => unclear("the response is about another subscription"),
        None if is_about_it => Err(error::not_found(operation, &fields, response)),
        None if !response.error.is_empty() => Err(error::invalid(operation, &fields, response)),
        None => unclear("the response names no subscription"),
    }
}

fn subscription(
    operation: Operation,
    fields: &Fields<'_>,
    id: &SubscriptionId,
    called: Called,
) -> Result<Subscription> {
    let Called { response, warnings } = called;
    let status = match (response.active.flag(), response.active.text()) {
        (Some(true), _) => SubscriptionStatus::Active,
        (Some(false), _) => SubscriptionStatus::Cancelled,
        (None, text) => SubscriptionStatus::Other(error::scrub(fields, text.unwrap_or_default())),
    };
    let unreadable = |reason: payments_core::MoneyError| {
        error::error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown)
            .with_detail(reason.to_string())
    };
    let amount = convert::pesos(response.amount).map_err(unreadable)?;
    let details = convert::details(fields, &response);
    let reference = convert::own(fields, &response.reference).map(MerchantReference::new);
    let charges = response.operations.into_entries();
    let charges = charges.map(|charge| convert::charge(fields, &charge));
    let charges: Vec<_> = charges.collect::<Result<_, _>>().map_err(unreadable)?;
    Ok(Subscription::new(id.clone(), status)
        .with_reference(reference)
        .with_amount(amount)
        .with_schedule(convert::schedule(&response.day, &response.start, &response.end))
        .with_card(convert::card(fields, &response.card_brand, &response.card))
        .with_registered_at(convert::time(&response.registered_at))
        .with_charges(charges)
        .with_details(details)
        .with_warnings(warnings))
}
