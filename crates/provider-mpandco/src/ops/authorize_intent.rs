//! Approving a sale as its payer, in the sandbox only:
//! `GET bc38875a09308a2/payment-intent/autorize.json`.

use payments_core::{Effect, Error, Operation, PayerId, PaymentId, Recourse, Result};
use payments_kit::codec::Texts;
use secrecy::SecretString;

use crate::client::Client;
use crate::convert::Reader;
use crate::wire::Authorized;
use crate::{error, validate};

/// Approves a sale as its payer would, in the sandbox only.
pub const AUTHORIZE_INTENT: Operation = Operation::new("authorize_intent", Effect::MovesMoney);

pub(crate) async fn authorize_intent(
    client: &Client,
    token: &SecretString,
    id: &PaymentId,
) -> Result<PayerId> {
    validate::id(AUTHORIZE_INTENT, id)?;
    let path = "bc38875a09308a2/payment-intent/autorize.json";
    let read = |_: &Reader<'_>, response: Authorized| {
        let payer = payer(&response.payer);
        payer.ok_or_else(|| error::unreadable(AUTHORIZE_INTENT, "the response has no payer"))
    };
    let payer = client.call_sandbox(AUTHORIZE_INTENT, path, token, Some(id), read);
    let recourse = |error: Error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id));
    payer.await.map_err(recourse)
}

/// Returns the id of the payer, which may be a text or an object as in an intent.
fn payer(texts: &Texts) -> Option<PayerId> {
    let is_id = |(path, _): &(&str, &str)| matches!(*path, "" | "id" | "payer_info.id");
    let (_, id) = texts.iter().find(is_id)?;
    Some(PayerId::new(id))
}
