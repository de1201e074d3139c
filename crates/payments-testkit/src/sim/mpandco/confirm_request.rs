//! `POST api/payment-intent/execute/request.json?id=ID`: moves the money of a request at the till.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::sim::php::form::Php;

use super::confirm_payment::{FORM, NO_FUNDS, is_sale, obstacle};
use super::errors::Refusal;
use super::fields::{BLANK, Fields, INVALID};
use super::json::JsonReply;
use super::model::IntentState;
use super::submitted::Submitted;
use super::world::{PIN, World};

const WRONG_PIN: &str = "El pin de operaciones es incorrecto.";
const TOKEN_MISSING: &str = "Cada transacción necesita su token de pago.";

impl World {
    /// Executes a `request` with one of its pay tokens, or one for each transaction, and the PIN.
    pub(super) fn confirm_request(
        &self,
        id: Option<&str>,
        form: &Php,
    ) -> Result<JsonReply, Refusal> {
        self.execute(id, |ledger, poor| {
            let intent = id
                .and_then(|id| ledger.get(id))
                .filter(|intent| !is_sale(intent))
                .ok_or(Refusal::NotFound)?;
            let transactions = || intent.transactions.iter().map(|known| known.id.as_str());
            let token = |token| {
                let offered = intent.pay_tokens.iter().any(|known| known == token);
                offered.then_some(()).ok_or(INVALID)
            };
            let id = Fields::read(form.get(FORM), |fields| {
                fields.optional("payToken", token);
                let paid = fields.collection("transactions", |fields| {
                    let id = fields.required("id", |id| {
                        transactions().find(|known| *known == id).ok_or(INVALID)
                    });
                    fields.required("payToken", token);
                    id
                });
                if !paid.is_empty() && !transactions().all(|known| paid.contains(&Some(known))) {
                    fields.reject(TOKEN_MISSING);
                } else if paid.is_empty() && fields.is_blank("payToken") {
                    fields.reject_field("payToken", BLANK);
                }
                let pin = |pin: &str| (pin == PIN).then_some(()).ok_or(WRONG_PIN);
                fields.required("pin", pin);
                if let Some(message) = obstacle(intent, IntentState::Created) {
                    fields.reject(message);
                } else if poor {
                    fields.reject(NO_FUNDS);
                }
                Some(intent.id.clone())
            })?;
            Ok(id)
        })
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.confirm_request(submitted.query_id(), &submitted.form)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::confirm_payment::ALREADY_EXECUTED;
    use super::super::testing::{body, refusal, sale, world};
    use super::*;
    use crate::sim::php::form::parse_str;

    #[test]
    fn a_request_is_executed_with_a_pay_token_and_the_pin() {
        let world = world();
        let more = "&paymentintent[intent]=request&paymentintent[recipient]=demo";
        let intent = body(world.create_payment(&sale(more)));
        let id = intent["id"].as_str();
        let token = intent["pay_tokens"][0]["id"].as_str().unwrap();
        let transaction = intent["transactions"][0]["id"].as_str().unwrap();

        let form = parse_str(&format!(
            "payment_execution[payToken]={token}&payment_execution[pin]=9999"
        ));
        let tree = refusal(world.confirm_request(id, &form));
        let pin = &tree["errors"]["children"]["pin"];
        assert_eq!(*pin, json!({"errors": [WRONG_PIN]}));

        let form = parse_str(&format!("payment_execution[pin]={PIN}"));
        let tree = refusal(world.confirm_request(id, &form));
        let node = &tree["errors"]["children"]["payToken"];
        assert_eq!(*node, json!({"errors": [BLANK]}));

        let form = parse_str(&format!(
            "payment_execution[transactions][0][id]=other\
             &payment_execution[transactions][0][payToken]={token}\
             &payment_execution[pin]={PIN}"
        ));
        let tree = refusal(world.confirm_request(id, &form));
        assert_eq!(tree["errors"]["errors"], json!([TOKEN_MISSING]));

        let form = parse_str(&format!(
            "payment_execution[transactions][0][id]={transaction}\
             &payment_execution[transactions][0][payToken]={token}\
             &payment_execution[pin]={PIN}"
        ));
        let executed = body(world.confirm_request(id, &form));
        assert_eq!(executed["state"], "executed");
        assert!(executed["transactions"][0]["related_resources"]["request"].is_object());
        let tree = refusal(world.confirm_request(id, &form));
        assert_eq!(tree["errors"]["errors"], json!([ALREADY_EXECUTED]));
    }
}
