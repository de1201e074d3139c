//! Registering a bulk-payment item (chapter 6.10): `POST api/multipayment/register-item.json`.

use payments_core::{
    Currency, Operation, Payout, PayoutId, PayoutRequest, PayoutSpeed, Personal, Recourse, Result,
    Violations,
};
use payments_kit::http::HttpRequest;

use crate::service::Service;
use crate::wire::{JSON, PayoutAnswer, payout_body};
use crate::{NAME, error};

const OPERATION: Operation = Operation::SEND_PAYOUT;

/// The service documents no way to look a payout up.
const LOST: Recourse = Recourse::Manual(
    "look the reference up among the bulk payments on the service's web pages, and send the payout \
     again only if it is not there",
);

pub(crate) async fn send_payout(service: &Service, request: &PayoutRequest) -> Result<Payout> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    let amount = violations.keep("amount", request.amount().money());
    if let Some(money) = amount.filter(|money| money.currency() != Currency::VES) {
        let currency = money.currency();
        violations.push("amount", format!("must be in VES, not in {currency}"));
    }
    for (field, text) in [("phone", request.phone()), ("email", request.email())] {
        let text = text.map(Personal::expose);
        if text.is_some_and(|text| text.trim().is_empty()) {
            violations.push(field, "must not be empty");
        }
    }
    let body = amount.and_then(|amount| violations.keep("", payout_body(request, amount)));
    let body = violations.into_value(NAME, OPERATION, body)?;

    let mut url = service
        .base_url()
        .join("api/multipayment/register-item.json");
    url.set_query(Some(match request.speed() {
        PayoutSpeed::Standard => "type=DISPERSION",
        PayoutSpeed::Instant => "type=DISPERSION_INSTANT_INTERBANK",
    }));
    let receiver = [request.name(), request.document(), request.account()];
    let reached_by = [request.phone(), request.email()];
    let personal = receiver.into_iter().chain(reached_by.into_iter().flatten());
    let secrets: Vec<&str> = personal.map(Personal::expose).collect();
    let call = HttpRequest::post(OPERATION, url, JSON, body);
    let answer = service.answer(call, &secrets).await;
    let payout = answer.and_then(|answer| payout(request, answer, &secrets));
    payout.map_err(|error| error.with_recourse(LOST))
}

fn payout(request: &PayoutRequest, answer: PayoutAnswer, secrets: &[&str]) -> Result<Payout> {
    let (Some(id), Some(status)) = (answer.id.into_text(), answer.status.text()) else {
        let reason = "the answer has no reference or no status";
        return Err(error::unreadable(OPERATION, reason));
    };
    Ok(Payout {
        id: PayoutId::new(id),
        status: error::payout_status(status, secrets),
        reference: Some(request.reference().clone()),
    })
}
