//! The helpers that only the service's sandbox has. They want no OAuth token but a fixed one of
//! their own, in the query.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::Serialize;

use crate::php::form::Php;

use super::confirm_payment::NO_FUNDS;
use super::decision::Undecidable;
use super::errors::{FormErrors, Refusal};
use super::json::JsonReply;
use super::submitted::Submitted;
use super::world::World;

/// The access token of the sandbox helpers, sent as `access_token` in the query.
pub const SANDBOX_TOKEN: &str = "sim-sandbox-token";

const DECIDED: &str = "El cliente ya decidió sobre la intención de pago.";

#[derive(Serialize)]
struct Authorized<'a> {
    payer: &'a str,
}

#[derive(Serialize)]
struct Codes {
    regular: String,
    commercial: String,
}

impl World {
    /// `GET bc38875a09308a2/payment-intent/autorize.json?id=ID`: the payer agrees.
    pub(super) fn authorize(&self, query: &Php) -> Result<JsonReply, Refusal> {
        admit(query)?;
        let id = query.text(&["id"]).ok_or(Refusal::NotFound)?;
        self.approve(id)?;
        let state = self.lock();
        let intent = state.ledger.get(id).ok_or(Refusal::NotFound)?;
        let payer = intent.payer.as_ref().ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&Authorized { payer: &payer.id }))
    }

    /// `GET bc38875a09308a2/codes.json`: two affiliation codes, new ones each time.
    pub(super) fn codes(&self, query: &Php) -> Result<JsonReply, Refusal> {
        admit(query)?;
        let ids = &mut self.lock().ids;
        Ok(JsonReply::ok(&Codes {
            regular: ids.affiliation_code(),
            commercial: ids.affiliation_code(),
        }))
    }
}

fn admit(query: &Php) -> Result<(), Refusal> {
    let is_known = query.text(&["access_token"]) == Some(SANDBOX_TOKEN);
    is_known.then_some(()).ok_or(Refusal::Forbidden)
}

impl From<Undecidable> for Refusal {
    fn from(why: Undecidable) -> Self {
        match why {
            Undecidable::Unknown => Self::NotFound,
            Undecidable::Decided(_) => FormErrors::about_the_whole(DECIDED).into(),
            Undecidable::NoFunds => FormErrors::about_the_whole(NO_FUNDS).into(),
        }
    }
}

pub(super) async fn handle_authorize(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.authorize(&submitted.query)
}

pub(super) async fn handle_codes(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.codes(&submitted.query)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::model::IntentState;
    use super::super::testing::{body, create, refusal, sale, world};
    use super::*;
    use crate::php::form::parse_str;

    fn query(more: &str) -> Php {
        parse_str(&format!("access_token={SANDBOX_TOKEN}{more}"))
    }

    #[test]
    fn the_sandbox_plays_the_payer_once() {
        let world = world();
        let id = create(&world, &sale(""));
        let query = query(&format!("&id={id}"));
        let payer = body(world.authorize(&query))["payer"].clone();
        assert_eq!(world.intent(&id).unwrap().state, IntentState::Authorized);
        let payer = payer.as_str().unwrap();
        let form = parse_str(&format!(
            "payment_execution[paymentIntent]={id}&payment_execution[payer]={payer}"
        ));
        assert_eq!(body(world.confirm_sale(None, &form))["state"], "executed");
        let tree = refusal(world.authorize(&query));
        assert_eq!(tree["errors"]["errors"], json!([DECIDED]));
    }

    #[test]
    fn an_unknown_intent_cannot_be_authorized() {
        for id in ["", "&id=none"] {
            assert_eq!(refusal(world().authorize(&query(id)))["code"], 404);
        }
    }

    #[test]
    fn the_sandbox_wants_its_own_token() {
        let world = world();
        let id = create(&world, &sale(""));
        for token in ["", "access_token=wrong&"] {
            let query = parse_str(&format!("{token}id={id}"));
            assert_eq!(refusal(world.authorize(&query))["code"], 403);
            assert_eq!(refusal(world.codes(&query))["code"], 403);
        }
        assert_eq!(world.intent(&id).unwrap().state, IntentState::Created);
    }

    #[test]
    fn affiliation_codes_are_never_the_same() {
        let world = world();
        let codes = body(world.codes(&query("")));
        let [regular, commercial] = ["regular", "commercial"].map(|kind| codes[kind].clone());
        assert_eq!(regular.as_str().unwrap().len(), 8);
        assert_ne!(regular, commercial);
        assert_ne!(body(world.codes(&query("")))["regular"], regular);
    }
}
