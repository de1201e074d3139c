//! Annulling an executed intent (chapter 6.9): `POST api/payment-intent/cancel.json`.

use payments_core::{
    Error, ErrorKind, Operation, Outcome, Payment, PaymentId, PaymentStatus, Recourse, Result,
    Violations,
};
use payments_kit::http::{Form, HttpRequest};
use time::{Duration, OffsetDateTime, UtcOffset};

use super::get_intent::fetch;
use crate::model::Intent;
use crate::service::Service;
use crate::wire::FORM;
use crate::{NAME, convert};

const OPERATION: Operation = Operation::VOID_PAYMENT;

/// How long after its execution an intent can be annulled.
const DEADLINE: Duration = Duration::hours(24);

/// What the clocks of Venezuela show, the whole year round.
const VENEZUELA: UtcOffset = match UtcOffset::from_hms(-4, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

pub(crate) async fn void_payment(service: &Service, id: &PaymentId) -> Result<Payment> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, OPERATION)?;

    let intent = fetch(service, Operation::GET_PAYMENT, id).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    in_time(&intent, service.client().clock().now())?;
    let url = match &intent.links.cancel {
        Some(link) => link.url(service.base_url(), OPERATION)?,
        None => service.base_url().join("api/payment-intent/cancel.json"),
    };

    let mut form = Form::new();
    form.scope("cancel_payment_intent")
        .field("paymentIntent", id.as_str());
    let request = HttpRequest::post(OPERATION, url, FORM, form.finish());
    let intent = service.intent(request, &[]).await;
    intent
        .and_then(|intent| convert::intent_of(OPERATION, intent, id))
        .and_then(|intent| convert::must_be(OPERATION, intent, &PaymentStatus::Voided))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}

/// Fails once the deadline has passed for sure. In doubt, the service is asked.
fn in_time(intent: &Intent, now: OffsetDateTime) -> Result<()> {
    // Nothing changes an executed intent but its annulment.
    let executed = intent
        .updated_at
        .filter(|_| intent.status == PaymentStatus::Paid)
        .map(|time| time.at().assume_offset(VENEZUELA));
    let Some(executed) = executed.filter(|executed| now - *executed > DEADLINE) else {
        return Ok(());
    };
    let now = now.to_offset(VENEZUELA);
    let detail = format!(
        "it was executed at {executed}, and now it is {now}: an intent is annulled within 24 hours"
    );
    Err(Error::new(NAME, OPERATION, ErrorKind::Refused, Outcome::NotSent).with_detail(detail))
}
