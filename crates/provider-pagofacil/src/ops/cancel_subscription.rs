//! Cancels a recurring charge: the method `cancel`, a beta that the service enables per account.

use payments_core::{
    Operation, Recourse, Result, Subscription, SubscriptionId, SubscriptionStatus,
};
use payments_kit::http::Fields;

use super::get_subscription::ID;
use crate::client::{Called, Client, Family, Method};
use crate::{convert, error, validate};

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
    let read = |called: Called<'_>| cancelled(id, called);
    let cancelled = client.call(OPERATION, METHOD, write, read).await;
    cancelled.map_err(|error| error.with_recourse(Recourse::call(Operation::GET_SUBSCRIPTION, id)))
}

/// Only `exito` decides. The response echoes the API secret under `data`, of which only the id is
/// read.
fn cancelled(id: &SubscriptionId, called: Called<'_>) -> Result<Subscription> {
    let Called {
        response,
        mut warnings,
        secrets,
    } = called;
    match response.succeeded.flag() {
        Some(true) => {}
        Some(false) if error::says_not_found(&response, ID) => {
            return Err(error::not_found(OPERATION, secrets, &response));
        }
        Some(false) if response.error.is_empty() => {
            return Err(error::refused(OPERATION, secrets, &response));
        }
        Some(false) => return Err(error::invalid(OPERATION, secrets, &response)),
        None => {
            let detail = "the response says neither that it was cancelled nor that it was not";
            return Err(error::unclear(OPERATION, secrets, &response, detail));
        }
    }
    let echoed = [&response.sent.id, &response.sent.cancelled, &response.id];
    let mut echoed = echoed.into_iter().filter_map(|echo| echo.text());
    if echoed.any(|echo| echo != id.as_str()) {
        warnings.push("the response echoes another subscription".to_owned());
    }
    Ok(Subscription::new(id.clone(), SubscriptionStatus::Cancelled)
        .with_details(convert::details(secrets, &response))
        .with_warnings(warnings))
}
