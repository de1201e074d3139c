//! Gets one recurring charge: the method `vercargo`.
//!
//! The guide shows no response of it, so the members of a registration are read, what is known to be
//! harmless is kept in the details, and no unknown member fails the call.

use payments_core::{
    Currency, MerchantReference, Operation, Result, Subscription, SubscriptionId,
    SubscriptionStatus,
};
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::wire::{Response, values};
use crate::{convert, error, evidence, validate};

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
    let read = |called: Called<'_>| found(id, called);
    client.call(operation, METHOD, write, read).await
}

fn found(id: &SubscriptionId, called: Called<'_>) -> Result<Subscription> {
    let (response, reader) = (&called.response, called.reader);
    if response.is_fault() {
        return Err(error::unclear(
            &reader,
            response,
            "the server reports a fault",
        ));
    }
    let ids = values(&response.id).filter(|text| convert::is_number(text));
    let ids: Vec<bool> = ids.map(|found| found == id.as_str()).collect();
    if !ids.is_empty() {
        let is_echoed = response.echoed(ID).all(|echo| echo == id.as_str());
        return if is_echoed && ids.iter().all(|is_ours| *is_ours) {
            Ok(subscription(id, called))
        } else {
            let detail = "the response is about another subscription";
            Err(error::unclear(&reader, response, detail))
        };
    }
    Err(if evidence::says_not_found(response, ID, id.as_str()) {
        error::not_found(&reader, response)
    } else if !response.error.is_empty() && !response.has_result() {
        error::invalid(&reader, response)
    } else {
        error::unclear(&reader, response, "the response names no subscription")
    })
}

fn subscription(id: &SubscriptionId, called: Called<'_>) -> Subscription {
    let Called {
        response,
        mut warnings,
        reader,
    } = called;
    let status = match evidence::is_active(&reader, &response) {
        Some(true) => SubscriptionStatus::Active,
        Some(false) => SubscriptionStatus::Cancelled,
        None => {
            let active = values(&response.active).map(convert::flag_word);
            let words: Vec<&str> = active.chain(response.status.words()).collect();
            SubscriptionStatus::Other(convert::redact(&reader, words.join(" ")))
        }
    };
    let amount = Response::first(&response.amount).and_then(|text| {
        let read = convert::amount(text, Currency::MXN, &mut warnings);
        if let Err(reason) = &read {
            warnings.push(format!("the amount cannot be read: {reason}"));
        }
        read.ok()
    });
    let contract = Response::first(&response.contract);
    let contract = contract.map(|text| MerchantReference::new(convert::value(&reader, text)));
    let [day, start, end] = [&response.day, &response.start, &response.end].map(Response::first);
    let schedule = convert::schedule(day, start, end);
    let card = Response::first(&response.card);
    let card = convert::card(&reader, &response.card_brand, card);
    let (registered_at, details) = (
        reader.time(&response.registered_at),
        convert::details(&reader, &response),
    );
    let mut operations = response.operations;
    let mut others = response.others.operations;
    for unknown in operations.unknown.drain(..).chain(others.unknown.drain(..)) {
        let name = convert::redact(&reader, unknown);
        warnings.push(format!(
            "the list of charges has an entry without a number: {name}"
        ));
    }
    let entries = operations.into_entries().chain(others.into_entries());
    let charges = entries.map(|entry| convert::charge(&reader, &entry, &mut warnings));
    let charges = charges.collect();
    Subscription::new(id.clone(), status)
        .with_reference(contract)
        .with_amount(amount)
        .with_schedule(schedule)
        .with_card(card)
        .with_registered_at(registered_at)
        .with_charges(charges)
        .with_details(details)
        .with_warnings(warnings)
}
