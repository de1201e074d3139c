//! `POST api/payment-intent/execute/request.json?id=ID`: moves the money of a request at the till.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::php::form::Php;

use super::confirm_payment::{FORM, NO_FUNDS, is_sale, obstacle};
use super::errors::Refusal;
use super::fields::{BLANK, Fields, INVALID};
use super::json::JsonReply;
use super::model::{IntentState, Transaction};
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
            let token = |token: &str, offered: &[String]| {
                let is_offered = offered.iter().any(|known| known == token);
                is_offered.then_some(()).ok_or(INVALID)
            };
            let id = Fields::read(form.get(FORM), |fields| {
                fields.optional("payToken", |sent| token(sent, &intent.pay_tokens));
                let paid = fields.collection("transactions", |fields| {
                    let mut known = intent.transactions.iter();
                    let transaction = fields
                        .required("id", |id| known.find(|known| known.id == id).ok_or(INVALID));
                    fields.required("payToken", |sent| {
                        let own = transaction.map(|paid| paid.pay_tokens.as_slice());
                        token(sent, &intent.pay_tokens)
                            .or_else(|_| token(sent, own.unwrap_or_default()))
                    });
                    transaction.map(|paid| &paid.id)
                });
                let is_paid = |known: &Transaction| paid.contains(&Some(&known.id));
                if !paid.is_empty() && !intent.transactions.iter().all(is_paid) {
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
    use super::super::testing::{body, refusal, request, world};
    use super::*;
    use crate::php::form::parse_str;

    #[test]
    fn a_request_is_executed_with_a_pay_token_and_the_pin() {
        let world = world();
        let intent = body(world.create_payment(&request("")));
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

    #[test]
    fn a_token_of_one_transaction_does_not_pay_another() {
        let world = world();
        world.set_tokens_on_transactions(true);
        let intent = body(world.create_payment(&request(
            "&paymentintent[transactions][1][amount][total]=1\
             &paymentintent[transactions][1][amount][currency]=VES\
             &paymentintent[transactions][1][description]=Otra",
        )));
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let [first, second] = [0, 1].map(|at| {
            let transaction = &intent["transactions"][at];
            (
                text(&transaction["id"]),
                text(&transaction["pay_tokens"][0]["id"]),
            )
        });
        let execution = |tokens: [&str; 2]| {
            let part = |at, id: &str, token: &str| {
                let name = format!("payment_execution[transactions][{at}]");
                format!("{name}[id]={id}&{name}[payToken]={token}&")
            };
            let parts = [part(0, &first.0, tokens[0]), part(1, &second.0, tokens[1])];
            parse_str(&format!("{}payment_execution[pin]={PIN}", parts.concat()))
        };
        let id = intent["id"].as_str();
        let tree = refusal(world.confirm_request(id, &execution([&second.1, &first.1])));
        let nodes = &tree["errors"]["children"]["transactions"]["children"];
        let invalid = json!({"children": {"id": [], "payToken": {"errors": [INVALID]}}});
        assert_eq!(*nodes, json!([invalid, invalid]));

        let one = format!("payment_execution[payToken]={}", first.1);
        let form = parse_str(&format!("{one}&payment_execution[pin]={PIN}"));
        let tree = refusal(world.confirm_request(id, &form));
        let node = &tree["errors"]["children"]["payToken"];
        assert_eq!(*node, json!({"errors": [INVALID]}));

        let executed = body(world.confirm_request(id, &execution([&first.1, &second.1])));
        assert_eq!(executed["state"], "executed");
        assert_eq!(executed["transactions"][1]["pay_tokens"], json!([]));
    }

    #[test]
    fn a_payer_without_money_pays_nothing_at_the_till() {
        let world = world();
        let intent = body(world.create_payment(&request("")));
        let token = intent["pay_tokens"][0]["id"].as_str().unwrap();
        world.set_insufficient_funds(true);
        let form = parse_str(&format!(
            "payment_execution[payToken]={token}&payment_execution[pin]={PIN}"
        ));
        let tree = refusal(world.confirm_request(intent["id"].as_str(), &form));
        assert_eq!(tree["errors"]["errors"], json!([NO_FUNDS]));
        assert_eq!(world.times_executed("F1"), 0);
    }
}
