//! Executing an intent: a sale that its payer authorised (chapter 6.2), or a request with pay
//! tokens and the payer's PIN (chapter 6.4).

use payments_core::{
    Approval, Confirmation, Operation, Payment, PaymentId, PaymentStatus, Recourse, Result,
    Violations,
};
use payments_kit::http::{Form, HttpRequest, SecretBytes};
use url::Url;

use super::get_intent::fetch;
use crate::service::Service;
use crate::wire::{FORM, id_query};
use crate::{NAME, convert};

const OPERATION: Operation = Operation::CONFIRM_PAYMENT;

pub(crate) async fn confirm_payment(
    service: &Service,
    confirmation: &Confirmation,
) -> Result<Payment> {
    let mut violations = Violations::new();
    confirmation.check(&mut violations);
    let body = encode(confirmation, &mut violations);
    let body = violations.into_value(NAME, OPERATION, body)?;

    let id = confirmation.payment();
    let url = match confirmation.approval() {
        Approval::Payer(_) => documented(service, "sale", id),
        _ => assigned(service, id).await?,
    };
    let intent = service
        .intent(
            HttpRequest::post(OPERATION, url, FORM, body),
            &secrets(confirmation),
        )
        .await;
    intent
        .and_then(|intent| convert::intent_of(OPERATION, intent, id))
        .and_then(|intent| convert::must_be(OPERATION, intent, &PaymentStatus::Paid))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}

/// The URL that the intent itself names, as the manual wants it for requests since version 1.5.
///
/// The token goes to the configured service or nowhere: a link to another place fails the call.
async fn assigned(service: &Service, id: &PaymentId) -> Result<Url> {
    let intent = fetch(service, Operation::GET_PAYMENT, id).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    match &intent.links.execute {
        Some(link) => link.url(service.base_url(), OPERATION),
        None => Ok(documented(service, "request", id)),
    }
}

fn documented(service: &Service, kind: &str, id: &PaymentId) -> Url {
    let path = format!("api/payment-intent/execute/{kind}.json");
    let mut url = service.base_url().join(&path);
    url.set_query(Some(&id_query(id.as_str())));
    url
}

fn encode(confirmation: &Confirmation, violations: &mut Violations) -> Option<SecretBytes> {
    let mut form = Form::new();
    let mut execution = form.scope("payment_execution");
    match confirmation.approval() {
        Approval::Payer(payer) => {
            execution.field("paymentIntent", confirmation.payment().as_str());
            execution.field("payer", payer.as_str());
        }
        Approval::PayToken { token, pin } => {
            execution.field("payToken", token.expose());
            execution.field("pin", pin.expose());
        }
        Approval::TransactionTokens { tokens, pin } => {
            let mut transactions = execution.scope("transactions");
            for (index, (id, token)) in tokens.iter().enumerate() {
                let mut fields = transactions.scope(index);
                fields.field("id", id);
                fields.field("payToken", token.expose());
            }
            execution.field("pin", pin.expose());
        }
        _ => {
            violations.push("approval", "is of a kind that mPandco does not have");
            return None;
        }
    }
    Some(form.finish())
}

/// What the payer pays with.
fn secrets(confirmation: &Confirmation) -> Vec<&str> {
    match confirmation.approval() {
        Approval::PayToken { token, pin } => vec![token.expose(), pin.expose()],
        Approval::TransactionTokens { tokens, pin } => {
            let tokens = tokens.iter().map(|(_, token)| token.expose());
            tokens.chain([pin.expose()]).collect()
        }
        _ => Vec::new(),
    }
}
