//! Annulling an executed intent (chapter 6.9): `POST api/payment-intent/cancel.json`.

use http::Method;
use payments_core::{
    Error, ErrorKind, Operation, Outcome, Payment, PaymentId, PaymentStatus, Recourse, Result,
};
use payments_kit::http::HttpRequest;
use time::{Duration, OffsetDateTime, UtcOffset};

use super::get_intent::fetch;
use crate::client::Client;
use crate::error::{self, NAME};
use crate::evidence;
use crate::links::Link;
use crate::model::Intent;
use crate::validate;
use crate::wire::cancel_form;

const OPERATION: Operation = Operation::VOID_PAYMENT;

const CANCEL: &str = "api/payment-intent/cancel.json";

/// How long after its execution an intent can be annulled.
const DEADLINE: Duration = Duration::hours(24);

/// The offset of Venezuela, all year round.
const VENEZUELA: UtcOffset = match UtcOffset::from_hms(-4, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

pub(crate) async fn void_payment(client: &Client, id: &PaymentId) -> Result<Payment> {
    validate::id(OPERATION, id)?;
    let before = before_annulment(client, OPERATION, id).await?;
    annul(client, OPERATION, &before)
        .await
        .map(Intent::into_payment)
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}

/// Fetches the intent that an operation annuls.
pub(super) async fn before_annulment(
    client: &Client,
    operation: Operation,
    id: &PaymentId,
) -> Result<Intent> {
    let before = fetch(client, Operation::GET_PAYMENT, id).await;
    before.map_err(|error| error.before_sending(operation))
}

/// Annuls an intent: the whole refund of what was paid.
pub(super) async fn annul(
    client: &Client,
    operation: Operation,
    before: &Intent,
) -> Result<Intent> {
    in_time(operation, before, client.endpoint.client.clock().now())?;
    let url = match &before.links.cancel {
        None => client.base_url().join(CANCEL),
        Some(link) => match link.to_call(client.base_url(), CANCEL, &before.id) {
            Link::Ours(url) => url,
            Link::Foreign => return Err(error::foreign_link(operation, Outcome::NotSent)),
        },
    };
    let request = HttpRequest::new(operation, Method::POST, url).with_body(cancel_form(&before.id));
    let intent = client.intent(request).await?;
    evidence::annulled(operation, intent, before)
}

/// Fails if the deadline has certainly passed. If in doubt, the service decides.
fn in_time(operation: Operation, intent: &Intent, now: OffsetDateTime) -> Result<()> {
    // Only its annulment changes an executed intent.
    let executed = intent
        .updated_at
        .filter(|_| intent.status == PaymentStatus::Paid)
        .map(|time| time.at().assume_offset(VENEZUELA));
    let Some(executed) = executed.filter(|executed| now - *executed > DEADLINE) else {
        return Ok(());
    };
    let now = now.to_offset(VENEZUELA);
    let detail = format!(
        "it was executed at {executed}, and now it is {now}: an intent can be annulled within 24 hours"
    );
    Err(Error::new(NAME, operation, ErrorKind::Refused, Outcome::NotSent).with_detail(detail))
}
