//! `GET bc38875a09308a2/payment-intent/autorize.json?id=ID`: authorizes an intent as its payer would.
//! A helper of the service's sandbox, which takes a fixed token in the query instead of OAuth's.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::Serialize;

use crate::php::form::Php;

use crate::mpandco::ops::confirm_payment::NO_FUNDS;
use crate::mpandco::state::settings::SANDBOX_TOKEN;
use crate::mpandco::state::{DecisionError, State};
use crate::mpandco::wire::errors::{FormErrors, Refusal};
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

const DECIDED: &str = "El cliente ya decidió sobre la intención de pago.";

#[derive(Serialize)]
struct Authorized<'a> {
    payer: &'a str,
}

impl State {
    /// `GET bc38875a09308a2/payment-intent/autorize.json?id=ID`: the payer agrees.
    pub(crate) fn authorize(&self, query: &Php) -> Result<JsonReply, Refusal> {
        require_sandbox_token(query)?;
        let id = query.text(&["id"]).ok_or(Refusal::NotFound)?;
        self.approve(id)?;
        let records = self.lock();
        let intent = records.ledger.get(id).ok_or(Refusal::NotFound)?;
        let payer = intent.payer.as_ref().ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&Authorized { payer: &payer.id }))
    }
}

pub(crate) fn require_sandbox_token(query: &Php) -> Result<(), Refusal> {
    // The form of the fixed token in the service's SDK.
    let is_of_the_sdk =
        |token: &str| token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let token = query.text(&["access_token"]);
    let is_known = token.is_some_and(|token| token == SANDBOX_TOKEN || is_of_the_sdk(token));
    is_known.then_some(()).ok_or(Refusal::Forbidden)
}

impl From<DecisionError> for Refusal {
    fn from(why: DecisionError) -> Self {
        match why {
            DecisionError::Unknown => Self::NotFound,
            DecisionError::Decided(_) => FormErrors::global(DECIDED).into(),
            DecisionError::NoFunds => FormErrors::global(NO_FUNDS).into(),
        }
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.authorize(&request.query)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::mpandco::model::IntentState;
    use crate::mpandco::testing::{body, create, refusal, sale, service};
    use crate::php::form::parse_str;

    fn query(more: &str) -> Php {
        parse_str(&format!("access_token={SANDBOX_TOKEN}{more}"))
    }

    #[test]
    fn the_sandbox_plays_the_payer_once() {
        let state = service();
        let id = create(&state, &sale(""));
        let query = query(&format!("&id={id}"));
        let payer = body(state.authorize(&query))["payer"].clone();
        assert_eq!(state.intent(&id).unwrap().state, IntentState::Authorized);
        let payer = payer.as_str().unwrap();
        let form = parse_str(&format!(
            "payment_execution[paymentIntent]={id}&payment_execution[payer]={payer}"
        ));
        assert_eq!(body(state.confirm_sale(None, &form))["state"], "executed");
        let tree = refusal(state.authorize(&query));
        assert_eq!(tree["errors"]["errors"], json!([DECIDED]));
    }

    #[test]
    fn an_unknown_intent_cannot_be_authorized() {
        for id in ["", "&id=none"] {
            assert_eq!(refusal(service().authorize(&query(id)))["code"], 404);
        }
    }

    #[test]
    fn the_sandbox_wants_its_own_token() {
        let state = service();
        let id = create(&state, &sale(""));
        for token in ["", "access_token=wrong&"] {
            let query = parse_str(&format!("{token}id={id}"));
            assert_eq!(refusal(state.authorize(&query))["code"], 403);
            assert_eq!(refusal(state.affiliation_codes(&query))["code"], 403);
        }
        assert_eq!(state.intent(&id).unwrap().state, IntentState::Created);
    }
}
