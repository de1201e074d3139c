//! `POST api/payment-intent/execute/sale.json`: moves the money of an authorized sale.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::php::form::Php;

use super::answer::IntentAnswer;
use super::errors::Refusal;
use super::fields::{Fields, INVALID, any};
use super::json::JsonReply;
use super::ledger::Ledger;
use super::model::{Intent, IntentState};
use super::submission::IntentKind;
use super::submitted::Submitted;
use super::world::World;

pub(super) const FORM: &str = "payment_execution";
const NOT_AUTHORIZED: &str = "La intención de pago no ha sido autorizada por el cliente.";
pub(super) const ALREADY_EXECUTED: &str = "La intención de pago ya fue ejecutada.";
const NOT_ALIVE: &str = "La intención de pago fue cancelada o anulada.";
const OTHER_PAYER: &str = "El cliente no es quien autorizó la intención de pago.";
pub(super) const NO_FUNDS: &str = "Saldo insuficiente para realizar este envío de dinero.";

impl World {
    /// Executes a `sale` with the payer that authorized it.
    pub(super) fn confirm_sale(&self, id: Option<&str>, form: &Php) -> Result<JsonReply, Refusal> {
        self.execute(id, |ledger, poor| {
            let id = Fields::read(form.get(FORM), |fields| {
                let intent = fields.required("paymentIntent", |named| {
                    let agrees = id.is_none_or(|id| id == named);
                    let intent = ledger.get(named).filter(|_| agrees).ok_or(INVALID)?;
                    is_sale(intent).then_some(intent).ok_or(INVALID)
                });
                let payer = fields.required("payer", any);
                let (intent, payer) = (intent?, payer?);
                let authorized_by = intent.payer.as_ref().map(|known| &known.id);
                if let Some(message) = obstacle(intent, IntentState::Authorized) {
                    fields.reject(message);
                } else if authorized_by != Some(&payer) {
                    fields.reject_field("payer", OTHER_PAYER);
                } else if poor {
                    fields.reject(NO_FUNDS);
                }
                Some(intent.id.clone())
            })?;
            Ok(id)
        })
    }

    /// Moves the money once `check` has named an intent, all under one lock: of two calls that
    /// arrive together only one can find the intent executable.
    pub(super) fn execute(
        &self,
        id: Option<&str>,
        check: impl FnOnce(&Ledger, bool) -> Result<String, Refusal>,
    ) -> Result<JsonReply, Refusal> {
        let now = self.clock.now();
        let state = &mut *self.lock();
        if id.is_some_and(|id| state.ledger.get(id).is_none()) {
            return Err(Refusal::NotFound);
        }
        let id = check(&state.ledger, state.settings.insufficient_funds)?;
        let intent = state.execute(&id, now).ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&IntentAnswer::of(intent, &self.base_url)))
    }
}

pub(super) fn is_sale(intent: &Intent) -> bool {
    matches!(intent.form.kind, IntentKind::Sale)
}

pub(super) fn obstacle(intent: &Intent, executable: IntentState) -> Option<&'static str> {
    match intent.state {
        state if state == executable => None,
        IntentState::Created | IntentState::Authorized => Some(NOT_AUTHORIZED),
        IntentState::Executed => Some(ALREADY_EXECUTED),
        IntentState::Canceled | IntentState::Annulled => Some(NOT_ALIVE),
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.confirm_sale(submitted.query_id(), &submitted.form)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{body, create, refusal, sale, world};
    use super::*;
    use crate::php::form::parse_str;

    fn execution(intent: &str, payer: &str) -> Php {
        parse_str(&format!(
            "payment_execution[paymentIntent]={intent}&payment_execution[payer]={payer}"
        ))
    }

    fn payer_of(world: &World, id: &str) -> String {
        let back = world.approve(id).unwrap();
        let (_, payer) = back
            .query_pairs()
            .find(|(name, _)| name == "payerId")
            .unwrap();
        payer.into_owned()
    }

    #[test]
    fn an_authorized_sale_is_executed_once() {
        let world = world();
        let id = create(&world, &sale(""));
        let form = execution(&id, &payer_of(&world, &id));
        let intent = body(world.confirm_sale(Some(&id), &form));
        assert_eq!(intent["state"], "executed");
        assert!(intent["_links"]["cancel"].is_object());
        let receipt = &intent["transactions"][0]["related_resources"]["sale"];
        assert_eq!(receipt["ref"], format!("P210519{:07}", 1));

        let tree = refusal(world.confirm_sale(None, &form));
        assert_eq!(tree["errors"]["errors"], json!([ALREADY_EXECUTED]));
        assert_eq!(world.times_executed("F1"), 1);
        assert_eq!(world.intent(&id).unwrap().executions, 1);
    }

    #[test]
    fn a_sale_nobody_authorized_is_refused() {
        let world = world();
        let id = create(&world, &sale(""));
        let tree = refusal(world.confirm_sale(None, &execution(&id, "someone")));
        assert_eq!(tree["errors"]["errors"], json!([NOT_AUTHORIZED]));
        assert_eq!(world.times_executed("F1"), 0);
    }

    #[test]
    fn the_payer_of_another_intent_is_refused() {
        let world = world();
        let id = create(&world, &sale(""));
        let other = create(&world, &sale(""));
        payer_of(&world, &id);
        let stranger = payer_of(&world, &other);
        let tree = refusal(world.confirm_sale(None, &execution(&id, &stranger)));
        let payer = &tree["errors"]["children"]["payer"];
        assert_eq!(*payer, json!({"errors": [OTHER_PAYER]}));
    }

    #[test]
    fn the_query_and_the_form_must_name_the_same_known_intent() {
        let world = world();
        let id = create(&world, &sale(""));
        let other = create(&world, &sale(""));
        let form = execution(&id, &payer_of(&world, &id));
        let tree = refusal(world.confirm_sale(Some(&other), &form));
        let node = &tree["errors"]["children"]["paymentIntent"];
        assert_eq!(*node, json!({"errors": [INVALID]}));
        assert_eq!(
            refusal(world.confirm_sale(Some("none"), &form))["code"],
            404
        );
    }

    #[test]
    fn a_payer_without_money_can_be_tried_again_later() {
        let world = world();
        let id = create(&world, &sale(""));
        let form = execution(&id, &payer_of(&world, &id));
        world.set_insufficient_funds(true);
        let tree = refusal(world.confirm_sale(None, &form));
        assert_eq!(tree["errors"]["errors"], json!([NO_FUNDS]));
        world.set_insufficient_funds(false);
        assert_eq!(body(world.confirm_sale(None, &form))["state"], "executed");
    }
}
