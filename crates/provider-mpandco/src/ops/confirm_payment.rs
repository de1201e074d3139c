//! Executing an intent: a sale that its payer approved (chapter 6.2), or a request with pay tokens
//! and the payer's PIN (chapter 6.4).

use http::Method;
use payments_core::{
    Confirmation, Error, Operation, Outcome, Payment, PaymentId, Recourse, Result,
};
use payments_kit::http::HttpRequest;
use url::Url;

use super::get_intent::fetch;
use crate::client::Client;
use crate::error;
use crate::evidence::{self, Known};
use crate::links::Link;
use crate::model::Intent;
use crate::validate::{self, ValidApproval};
use crate::wire::{execution_form, id_query};

const OPERATION: Operation = Operation::CONFIRM_PAYMENT;

const SALE: &str = "api/payment-intent/execute/sale.json";
const REQUEST: &str = "api/payment-intent/execute/request.json";

pub(crate) async fn confirm_payment(
    client: &Client,
    confirmation: &Confirmation,
) -> Result<Payment> {
    let approval = validate::confirmation(OPERATION, confirmation)?;
    let id = confirmation.payment();
    let known = Known {
        id,
        reference: None,
        amount: None,
    };
    match approval {
        ValidApproval::Sale(_) => execute(client, &approval, &known).await,
        _ => execute_request(client, &approval, id).await,
    }
}

/// Executes a sale, and compares the response with what is known of the intent.
pub(super) async fn execute(
    client: &Client,
    approval: &ValidApproval<'_>,
    known: &Known<'_>,
) -> Result<Payment> {
    let url = documented(client, SALE, known.id);
    send(client, url, approval, known).await
}

/// Executes a request at the URL that the intent itself names, as the manual asks since version
/// 1.5. The token and the PIN are never sent to another server or for another intent: a link to
/// one fails the call.
async fn execute_request(
    client: &Client,
    approval: &ValidApproval<'_>,
    id: &PaymentId,
) -> Result<Payment> {
    let intent = fetch(client, Operation::GET_PAYMENT, id).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    let url = match &intent.links.execute {
        None => documented(client, REQUEST, id),
        Some(link) => match link.to_call(client.base_url(), REQUEST, id) {
            Link::Ours(url) => url,
            Link::Foreign => return Err(error::foreign_link(OPERATION, Outcome::NotSent)),
        },
    };
    let known = Known {
        id,
        reference: intent.reference(),
        amount: intent.amount,
    };
    send(client, url, approval, &known).await
}

async fn send(
    client: &Client,
    url: Url,
    approval: &ValidApproval<'_>,
    known: &Known<'_>,
) -> Result<Payment> {
    let form = execution_form(known.id, approval);
    let request = HttpRequest::new(OPERATION, Method::POST, url).with_body(form);
    let intent = client.intent(request).await;
    let intent = intent.and_then(|intent| evidence::executed(OPERATION, intent, approval, known));
    let recourse =
        |error: Error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, known.id));
    intent.map(Intent::into_payment).map_err(recourse)
}

fn documented(client: &Client, path: &str, id: &PaymentId) -> Url {
    let mut url = client.base_url().join(path);
    url.set_query(Some(&id_query(id.as_str())));
    url
}
