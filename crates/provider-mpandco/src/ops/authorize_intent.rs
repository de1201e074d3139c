//! Approving a sale as its payer, in the sandbox only:
//! `GET bc38875a09308a2/payment-intent/autorize.json`.

use payments_core::{Effect, Operation, PayerId, PaymentId, Recourse, Result, Violations};
use payments_kit::codec::Texts;
use secrecy::SecretString;

use crate::service::Service;
use crate::wire::Authorized;
use crate::{NAME, error};

/// The operation that approves a sale as its payer would, in the sandbox only.
pub const AUTHORIZE_INTENT: Operation = Operation::new("authorize_intent", Effect::MovesMoney);

pub(crate) async fn authorize_intent(
    service: &Service,
    token: &SecretString,
    id: &PaymentId,
) -> Result<PayerId> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, AUTHORIZE_INTENT)?;

    let path = "bc38875a09308a2/payment-intent/autorize.json";
    let answer = service
        .sandbox(AUTHORIZE_INTENT, path, token, Some(id))
        .await;
    let payer = answer.and_then(|answer: Authorized| {
        let payer = payer(&answer.payer);
        payer.ok_or_else(|| error::unreadable(AUTHORIZE_INTENT, "the answer has no payer"))
    });
    payer.map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}

/// The id of the payer, who may be a text or an object as in an intent.
fn payer(texts: &Texts) -> Option<PayerId> {
    let is_id = |(path, _): &(&str, &str)| matches!(*path, "" | "id" | "payer_info.id");
    let (_, id) = texts.iter().find(is_id)?;
    Some(PayerId::new(id))
}
