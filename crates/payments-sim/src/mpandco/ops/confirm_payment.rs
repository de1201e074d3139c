//! `POST api/payment-intent/execute/sale.json` and `execute/request.json`: moves the money of an
//! authorized sale, or of a request at the till.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::php::form::Php;
use crate::test_values::TestOutcome;

use crate::mpandco::model::{IntentKind, IntentState};
use crate::mpandco::state::State;
use crate::mpandco::state::intents::{Intent, Ledger, Transaction};
use crate::mpandco::state::settings::Settings;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::fields::{BLANK, Fields, INVALID, any};
use crate::mpandco::wire::intent::intent_json;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

pub(crate) const FORM: &str = "payment_execution";
const NOT_AUTHORIZED: &str = "La intención de pago no ha sido autorizada por el cliente.";
pub(crate) const ALREADY_EXECUTED: &str = "La intención de pago ya fue ejecutada.";
const NOT_ALIVE: &str = "La intención de pago fue cancelada o anulada.";
const OTHER_PAYER: &str = "El cliente no es quien autorizó la intención de pago.";
pub(crate) const NO_FUNDS: &str = "Saldo insuficiente para realizar este envío de dinero.";

const WRONG_PIN: &str = "El pin de operaciones es incorrecto.";
const TOKEN_MISSING: &str = "Cada transacción necesita su token de pago.";

impl State {
    /// Executes a `sale` with the payer that authorized it.
    pub(crate) fn confirm_sale(&self, id: Option<&str>, form: &Php) -> Result<JsonReply, Refusal> {
        self.execute(id, |ledger, settings| {
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
                } else if settings.lacks_funds(intent.total()) {
                    fields.reject(NO_FUNDS);
                }
                Some(intent.id.clone())
            })?;
            Ok(id)
        })
    }

    /// Moves the money once `check` has named an intent, all under one lock: of two calls that
    /// arrive together only one can find the intent executable.
    pub(crate) fn execute(
        &self,
        id: Option<&str>,
        check: impl FnOnce(&Ledger, &Settings) -> Result<String, Refusal>,
    ) -> Result<JsonReply, Refusal> {
        let records = &mut *self.lock();
        if id.is_some_and(|id| records.ledger.get(id).is_none()) {
            return Err(Refusal::NotFound);
        }
        let id = check(&records.ledger, &records.settings)?;
        let intent = self.move_money(records, &id).ok_or(Refusal::NotFound)?;
        let total = intent.total();
        let reply = JsonReply::ok(intent_json(intent, &self.base_url));
        let outcome = records.settings.test_outcome(total);
        Ok(reply.with_effect(outcome.and_then(TestOutcome::effect)))
    }
}

impl State {
    /// Executes a `request` with one of its pay tokens, or one for each transaction, and the PIN.
    pub(crate) fn confirm_request(
        &self,
        id: Option<&str>,
        form: &Php,
    ) -> Result<JsonReply, Refusal> {
        self.execute(id, |ledger, settings| {
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
                let pin = |pin: &str| (pin == settings.pin).then_some(()).ok_or(WRONG_PIN);
                fields.required("pin", pin);
                if let Some(message) = obstacle(intent, IntentState::Created) {
                    fields.reject(message);
                } else if settings.lacks_funds(intent.total()) {
                    fields.reject(NO_FUNDS);
                }
                Some(intent.id.clone())
            })?;
            Ok(id)
        })
    }
}

pub(crate) fn is_sale(intent: &Intent) -> bool {
    matches!(intent.form.kind, IntentKind::Sale)
}

pub(crate) fn obstacle(intent: &Intent, executable: IntentState) -> Option<&'static str> {
    match intent.state {
        state if state == executable => None,
        IntentState::Created | IntentState::Authorized => Some(NOT_AUTHORIZED),
        IntentState::Executed => Some(ALREADY_EXECUTED),
        IntentState::Canceled | IntentState::Annulled => Some(NOT_ALIVE),
    }
}

pub(crate) async fn handle_sale(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.confirm_sale(request.query_id(), &request.form)
}

pub(crate) async fn handle_request(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.confirm_request(request.query_id(), &request.form)
}

#[cfg(test)]
mod tests;
