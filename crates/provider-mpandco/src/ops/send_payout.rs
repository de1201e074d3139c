//! Registering a bulk-payment item (chapter 6.10): `POST api/multipayment/register-item.json`.

use http::Method;
use payments_core::{Operation, Payout, PayoutId, PayoutRequest, PayoutSpeed, Recourse, Result};
use payments_kit::http::HttpRequest;

use crate::client::Client;
use crate::convert::Reader;
use crate::wire::{PayoutResponse, payout_body};
use crate::{error, validate};

const OPERATION: Operation = Operation::SEND_PAYOUT;

/// The service documents no way to look a payout up.
const LOST: Recourse = Recourse::manual(
    "look the reference up among the bulk payments on the service's web pages, and send the payout \
     again only if it is not there",
);

pub(crate) async fn send_payout(client: &Client, request: &PayoutRequest) -> Result<Payout> {
    let valid = validate::payout(OPERATION, request)?;
    let mut url = client
        .base_url()
        .join("api/multipayment/register-item.json");
    url.set_query(Some(match request.speed() {
        PayoutSpeed::Standard => "type=DISPERSION",
        PayoutSpeed::Instant => "type=DISPERSION_INSTANT_INTERBANK",
    }));
    let body = payout_body(&valid);
    let call = HttpRequest::new(OPERATION, Method::POST, url).with_body(body);
    let payout = client.call(call, |reader, response| payout(request, reader, response));
    payout.await.map_err(|error| error.with_recourse(LOST))
}

fn payout(
    request: &PayoutRequest,
    reader: &Reader<'_>,
    response: PayoutResponse,
) -> Result<Payout> {
    let (Some(id), Some(status)) = (response.id.into_text(), response.status.text()) else {
        let reason = "the response has no reference or no status";
        return Err(error::unreadable(OPERATION, reason));
    };
    if reader.secrets().redact_value(&*id) != id {
        let reason = "the reference in the response repeats personal data of the request";
        return Err(error::unreadable(OPERATION, reason));
    }
    Ok(Payout::new(
        PayoutId::new(id),
        error::payout_status(status, reader.secrets()),
    )
    .with_reference(Some(request.reference().clone())))
}
