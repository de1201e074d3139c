//! `Bajatoken`: deletes a stored card, with the authorization that storing it returned.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::State;
use crate::pagofacil::tokens::refused;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::Map;

pub(crate) fn delete_card(state: &State, environment: Environment, data: &Map) -> Map {
    let mut fields = Fields::new(data);
    fields.check_keys(environment);
    let mut cards = state.stored_cards();
    let token = fields.required(&["token"], rules::at_most(26));
    let authorization = fields.required(&["autorizacion"], rules::at_most(26));
    if let (Some(token), Some(authorization)) = (&token, &authorization) {
        match cards.get(token, environment) {
            None => fields.refuse("token", "token no encontrado".to_owned()),
            Some(card) if card.authorization != *authorization => {
                fields.refuse("autorizacion", "autorizacion no encontrada".to_owned());
            }
            Some(_) => {}
        }
    }
    match fields.finish(token) {
        Ok(token) => {
            cards.remove(&token);
            Map::new()
                .with("token", token)
                .with("autorizado", "1")
                .with("texto", "Token generado eliminado")
        }
        Err(errors) => refused(errors).with("texto", "Error en eliminación de Token"),
    }
}
