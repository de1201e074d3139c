//! Cancels a recurring charge: the method `cancel`, a beta that the service enables per account.

use payments_core::{
    Operation, Recourse, Result, Subscription, SubscriptionId, SubscriptionStatus,
};

use super::get_subscription::ID;
use crate::client::{Called, Client, Family};
use crate::wire::Fields;
use crate::{convert, error, validate};

const OPERATION: Operation = Operation::CANCEL_SUBSCRIPTION;
const METHOD: &str = "cancel";

pub(crate) async fn cancel_subscription(
    client: &Client,
    id: &SubscriptionId,
) -> Result<Subscription> {
    let api_secret = validate::subscription_with_secret(OPERATION, client.keys(), id)?;
    let mut fields = Fields::new();
    fields.text(ID, id.as_str());
    fields.secret("apiSecret", api_secret);
    fields.number("idServicio", client.service_id(OPERATION));
    let called = client
        .call(OPERATION, Family::Recurring, METHOD, &fields)
        .await;
    called
        .and_then(|called| cancelled(&fields, id, called))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_SUBSCRIPTION, id)))
}

/// Only `exito` decides. The response echoes the API secret under `data`, of which only the id is
/// read.
fn cancelled(fields: &Fields<'_>, id: &SubscriptionId, called: Called) -> Result<Subscription> {
    let Called {
        response,
        mut warnings,
    } = called;
    match response.succeeded.flag() {
        Some(true) => {}
        Some(false) if error::says_not_found(&response, ID) => {
            return Err(error::not_found(OPERATION, fields, &response));
        }
        Some(false) if response.error.is_empty() => {
            return Err(error::refused(OPERATION, fields, &response));
        }
        Some(false) => return Err(error::invalid(OPERATION, fields, &response)),
        None => {
            let detail = "the response says neither that it was cancelled nor that it was not";
            return Err(error::unclear(OPERATION, fields, &response, detail));
        }
    }
    let echoed = [&response.sent.id, &response.sent.cancelled, &response.id];
    let mut echoed = echoed.into_iter().filter_map(|echo| echo.text());
    if echoed.any(|echo| echo != id.as_str()) {
        warnings.push("the response echoes another subscription".to_owned());
    }
    Ok(Subscription::new(id.clone(), SubscriptionStatus::Cancelled)
        .with_details(convert::details(fields, &response))
        .with_warnings(warnings))
}
