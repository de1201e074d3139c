//! Cancelling a recurring charge: the method `cancel`, a beta that the service enables by account.

use payments_core::{
    Operation, Recourse, Result, Subscription, SubscriptionId, SubscriptionStatus, Violations,
};

use super::get_subscription::{self, ID};
use crate::channel::{Called, Family};
use crate::service::Service;
use crate::wire::Data;
use crate::{NAME, convert, error};

const OPERATION: Operation = Operation::CANCEL_SUBSCRIPTION;
const METHOD: &str = "cancel";

pub(crate) async fn cancel_subscription(
    service: &Service,
    id: &SubscriptionId,
) -> Result<Subscription> {
    let mut violations = Violations::new();
    get_subscription::check_id(id, &mut violations);
    let api_secret = service.keys().require_api_secret(&mut violations);
    let api_secret = violations.into_value(NAME, OPERATION, api_secret)?;

    let mut data = Data::new();
    data.text(ID, id.as_str());
    data.secret("apiSecret", api_secret);
    data.number("idServicio", service.service_id(OPERATION));
    let called = service
        .channel()
        .call(OPERATION, Family::Recurring, METHOD, &data)
        .await;
    called
        .and_then(|called| cancelled(&data, id, called))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_SUBSCRIPTION, id)))
}

/// Only `exito` decides. The answer echoes the API secret under `data`, of which nothing but the
/// id is read.
fn cancelled(data: &Data<'_>, id: &SubscriptionId, called: Called) -> Result<Subscription> {
    let Called {
        answer,
        mut warnings,
    } = called;
    match answer.succeeded.flag() {
        Some(true) => {}
        Some(false) if error::says_not_found(&answer, ID) => {
            return Err(error::not_found(OPERATION, data, &answer));
        }
        Some(false) if answer.error.is_empty() => {
            return Err(error::refused(OPERATION, data, &answer));
        }
        Some(false) => return Err(error::invalid(OPERATION, data, &answer)),
        None => {
            let detail = "the answer says neither that it was cancelled nor that it was not";
            return Err(error::unclear(OPERATION, data, &answer, detail));
        }
    }
    let echoed = [&answer.sent.id, &answer.sent.cancelled, &answer.id];
    let mut echoed = echoed.into_iter().filter_map(|echo| echo.text());
    if echoed.any(|echo| echo != id.as_str()) {
        warnings.push("the answer echoes another subscription".to_owned());
    }
    Ok(Subscription::new(id.clone(), SubscriptionStatus::Cancelled)
        .with_details(convert::details(data, &answer))
        .with_warnings(warnings))
}
