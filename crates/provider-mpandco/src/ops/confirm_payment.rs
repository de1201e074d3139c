//! Executing an intent: a sale that its payer approved (chapter 6.2), or a request with pay tokens
//! and the payer's PIN (chapter 6.4).

use http::Method;
use payments_core::{
    Confirmation, Operation, Outcome, Payment, PaymentId, PaymentStatus, Recourse, Result,
};
use payments_kit::http::HttpRequest;
use url::Url;

use super::get_intent::fetch;
use crate::client::Client;
use crate::links::Link;
use crate::validate::{self, ValidApproval};
use crate::wire::{execution_form, id_query};
use crate::{convert, error};

const OPERATION: Operation = Operation::CONFIRM_PAYMENT;

pub(crate) async fn confirm_payment(
    client: &Client,
    confirmation: &Confirmation,
) -> Result<Payment> {
    let approval = validate::confirmation(OPERATION, confirmation)?;
    let id = confirmation.payment();
    let url = match approval {
        ValidApproval::Sale(_) => documented(client, "sale", id),
        _ => assigned(client, id).await?,
    };
    let form = execution_form(id, &approval);
    let request = HttpRequest::new(OPERATION, Method::POST, url).with_body(form);
    let intent = client.intent(request).await;
    intent
        .and_then(|intent| convert::intent_of(OPERATION, intent, id))
        .and_then(|intent| convert::must_be(OPERATION, intent, &PaymentStatus::Paid))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}

/// Returns the URL that the intent itself names, as the manual asks for requests since version
/// 1.5. The token is never sent to another server: a link to one fails the call.
async fn assigned(client: &Client, id: &PaymentId) -> Result<Url> {
    let intent = fetch(client, Operation::GET_PAYMENT, id).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    let Some(link) = &intent.links.execute else {
        return Ok(documented(client, "request", id));
    };
    match link.to_api(client.base_url()) {
        Link::Ours(url) => Ok(url),
        Link::Foreign => Err(error::foreign_link(OPERATION, Outcome::NotSent)),
    }
}

fn documented(client: &Client, kind: &str, id: &PaymentId) -> Url {
    let path = format!("api/payment-intent/execute/{kind}.json");
    let mut url = client.base_url().join(&path);
    url.set_query(Some(&id_query(id.as_str())));
    url
}
