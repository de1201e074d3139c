//! `Transacciontoken`: charges a stored card.

use payments_core::Currency;
use std::sync::Arc;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::model::ChargeKind;
use crate::pagofacil::state::State;
use crate::pagofacil::state::charge::Sale;
use crate::pagofacil::tokens::refused;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::order::PARAMS;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::Map;

pub(crate) fn charge_stored_card(state: &State, environment: Environment, data: &Map) -> Map {
    let now = state.local_time();
    let (token, sale) = match read(state, environment, data) {
        Ok(read) => read,
        Err(errors) => return refused(errors).with("Transaccion", "n/a"),
    };
    let mut ledger = state.records();
    let charge = ledger.charge_once(sale, now);
    let is_approved = charge.authorization.is_some();
    let (flag, text) = if is_approved {
        ("1", "Transaction has been successful!-Approved".to_owned())
    } else {
        let reason = charge.decline_text();
        ("0", format!("Transaction has been denied!-{reason}"))
    };
    let response = Map::new()
        .with("Token", token)
        .with("autorizado", flag)
        .with("Transaccion", charge.transaction.as_str())
        .with("texto", text)
        .with("mode", environment.mode(state.response_version()))
        .with("transIni", now.unix())
        .with("transFin", now.unix());
    if is_approved {
        response
    } else {
        response.with("error", charge.decline_text())
    }
}

fn read(state: &State, environment: Environment, data: &Map) -> Result<(String, Sale), Map> {
    let mut fields = Fields::new(data);
    fields.check_keys(environment);
    let token = fields.required(&["token"], rules::at_most(26));
    let amount = fields.required(&["monto"], rules::amount);
    let reference = fields.optional(&["idPedido"], rules::at_most(60));
    let params = PARAMS.map(|name| {
        let text = fields.optional(&[name], rules::at_most(60));
        text.unwrap_or_default()
    });
    let cards = state.stored_cards();
    let card = token
        .as_deref()
        .and_then(|token| cards.get(token, environment));
    if token.is_some() && card.is_none() {
        fields.refuse("token", "token no encontrado".to_owned());
    }
    let read = || {
        let sale = Sale {
            kind: ChargeKind::OneTime,
            environment,
            reference,
            subscription: None,
            holder: Arc::clone(&card?.holder),
            amount: amount?,
            currency: Currency::MXN,
            params,
        };
        Some((token?, sale))
    };
    let sale = read();
    fields.finish(sale)
}
