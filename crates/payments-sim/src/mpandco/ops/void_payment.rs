//! `POST api/payment-intent/cancel.json`: annuls an executed intent.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::php::form::Php;

use crate::mpandco::model::IntentState;
use crate::mpandco::state::{Records, State};
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::fields::{Fields, INVALID};
use crate::mpandco::wire::intent::intent_json;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

const NOT_EXECUTED: &str = "Solo se puede anular una intención de pago ejecutada.";
const TOO_LATE: &str = "La intención de pago solo puede anularse en las 24 horas de su ejecución.";

impl State {
    pub(crate) fn void_payment(&self, form: &Php) -> Result<JsonReply, Refusal> {
        let now = self.clock.now();
        let Records { ledger, .. } = &mut *self.lock();
        let id = Fields::read(form.get("cancel_payment_intent"), |fields| {
            let intent = fields.required("paymentIntent", |id| ledger.get(id).ok_or(INVALID))?;
            if intent.state != IntentState::Executed {
                fields.reject(NOT_EXECUTED);
            } else if !intent.is_annullable(now) {
                fields.reject(TOO_LATE);
            }
            Some(intent.id.clone())
        })?;
        let intent = ledger.get_mut(&id).ok_or(Refusal::NotFound)?;
        intent.enter(IntentState::Annulled, now);
        Ok(JsonReply::ok(intent_json(intent, &self.base_url)))
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.void_payment(&request.form)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::Duration;

    use super::*;
    use crate::mpandco::testing::{body, create, refusal, request, service};
    use crate::php::form::parse_str;

    /// A request that its payer settled in the wallet app.
    fn paid(state: &State) -> (String, Php) {
        let id = create(state, &request(""));
        state.approve(&id).unwrap();
        let form = parse_str(&format!("cancel_payment_intent[paymentIntent]={id}"));
        (id, form)
    }

    #[test]
    fn an_executed_intent_is_annulled_once_within_a_day() {
        let state = service();
        let (id, form) = paid(&state);
        state.clock.advance(Duration::hours(24) - Duration::SECOND);
        let intent = body(state.void_payment(&form));
        assert_eq!(intent["state"], "annulled");
        let links = intent["_links"].as_object().unwrap();
        assert_eq!(links.keys().collect::<Vec<_>>(), ["self"]);
        assert_eq!(state.intent(&id).unwrap().executions, 1);

        let tree = refusal(state.void_payment(&form));
        assert_eq!(tree["errors"]["errors"], json!([NOT_EXECUTED]));
    }

    #[test]
    fn a_day_later_it_is_too_late_to_annul() {
        let state = service();
        let (id, form) = paid(&state);
        state.clock.advance(Duration::hours(24));
        let tree = refusal(state.void_payment(&form));
        assert_eq!(tree["errors"]["errors"], json!([TOO_LATE]));
        assert_eq!(state.intent(&id).unwrap().state, IntentState::Executed);
    }

    #[test]
    fn an_unknown_intent_is_an_invalid_field() {
        let form = parse_str("cancel_payment_intent[paymentIntent]=none");
        let tree = refusal(service().void_payment(&form));
        let node = &tree["errors"]["children"]["paymentIntent"];
        assert_eq!(*node, json!({"errors": [INVALID]}));
    }
}
