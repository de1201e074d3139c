//! Cancels a recurring charge: the method `cancel`, a beta that the service enables per account.

use payments_core::{
    Environment, Operation, Recourse, Result, Subscription, SubscriptionId, SubscriptionStatus,
};
use payments_kit::http::Fields;

use super::get_subscription::ID;
use crate::client::{Called, Client, Family, Method};
use crate::evidence::Found;
use crate::{convert, error, evidence, validate};

const OPERATION: Operation = Operation::CANCEL_SUBSCRIPTION;
const METHOD: Method = Method(Family::Recurring, "cancel");

pub(crate) async fn cancel_subscription(
    client: &Client,
    id: &SubscriptionId,
) -> Result<Subscription> {
    let api_secret = validate::subscription_with_secret(OPERATION, client.keys(), id)?;
    let service_id = client.caller(OPERATION).service_id;
    let write = |fields: &mut dyn Fields| {
        fields.field(ID, id.as_str());
        fields.secret("apiSecret", api_secret);
        fields.number("idServicio", service_id.into());
    };
    let read = |called: Called<'_>| cancelled(client.environment(), id, called);
    let cancelled = client.call(OPERATION, METHOD, write, read).await;
    cancelled.map_err(|error| {
        error::with_recourse(error, Recourse::call(Operation::GET_SUBSCRIPTION, id))
    })
}

/// Only `exito` decides. The response echoes the API secret under `data`, of which only the id is
/// read.
fn cancelled(
    environment: Environment,
    id: &SubscriptionId,
    called: Called<'_>,
) -> Result<Subscription> {
    let Called {
        response,
        mut warnings,
        reader,
    } = called;
    let Found {
        evidence,
        warnings: unread,
        ..
    } = evidence::cancellation(&reader, &response, id, environment);
    let refused = || {
        if evidence::says_not_found(&response, ID, id.as_str()) {
            error::not_found(&reader, &response)
        } else if response.error.is_empty() {
            error::refused(&reader, &response)
        } else {
            error::invalid(&reader, &response)
        }
    };
    if let Some(error) = error::of_verdict(&reader, &response, evidence.verdict(), refused) {
        return Err(error);
    }
    warnings.extend(unread);
    Ok(Subscription::new(id.clone(), SubscriptionStatus::Cancelled)
        .with_details(convert::details(&reader, &response))
        .with_warnings(warnings))
}
