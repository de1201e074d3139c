//! Executing an intent: a sale that its payer approved (chapter 6.2), or a request with pay tokens
//! and the payer's PIN (chapter 6.4).

use http::Method;
use payments_core::{
    Confirmation, Error, ErrorKind, Operation, Outcome, Payment, PaymentId, Recourse, Result,
};
use payments_kit::http::HttpRequest;
use url::Url;

use super::get_intent::fetch;
use crate::client::Client;
use crate::error::{self, NAME};
use crate::evidence::{self, Known};
use crate::links::Link;
use crate::model::Intent;
use crate::validate::{self, ValidApproval};
use crate::wire::execution_form;

const OPERATION: Operation = Operation::CONFIRM_PAYMENT;

const SALE: &str = "api/payment-intent/execute/sale.json";
const REQUEST: &str = "api/payment-intent/execute/request.json";

pub(crate) async fn confirm_payment(
    client: &Client,
    confirmation: &Confirmation,
) -> Result<Payment> {
    let approval = validate::confirmation(OPERATION, confirmation)?;
    let id = confirmation.payment();
    let expected = confirmation.expected();
    // A sale is executed at a documented URL: it is fetched only to be compared.
    if matches!(approval, ValidApproval::Sale(_)) && expected.is_none() {
        let known = Known {
            id,
            reference: None,
            amount: None,
        };
        return execute(client, &approval, &known).await;
    }
    let intent = fetch(client, Operation::GET_PAYMENT, id).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    let differences = expected.map_or_else(Vec::new, |(reference, amount)| {
        evidence::differences(&intent, reference, amount)
    });
    if !differences.is_empty() {
        let (kind, outcome) = (ErrorKind::Mismatch, Outcome::NotSent);
        let error = Error::new(NAME, OPERATION, kind, outcome);
        return Err(error.with_violations(differences));
    }
    let known = Known {
        id,
        reference: intent.reference(),
        amount: intent.amount,
    };
    match approval {
        ValidApproval::Sale(_) => execute(client, &approval, &known).await,
        _ => send(client, assigned(client, &intent)?, &approval, &known).await,
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

/// Returns the URL to execute a request at, which the intent itself names, as the manual asks since
/// version 1.5. The token and the PIN are never sent to another server or for another intent: a
/// link to one fails the call.
fn assigned(client: &Client, intent: &Intent) -> Result<Url> {
    let Some(link) = &intent.links.execute else {
        return Ok(documented(client, REQUEST, &intent.id));
    };
    match link.to_call(client.base_url(), REQUEST, &intent.id) {
        Link::Ours(url) => Ok(url),
        Link::Foreign => Err(error::foreign_link(OPERATION, Outcome::NotSent)),
    }
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
    url.query_pairs_mut().append_pair("id", id.as_str());
    url
}
