//! `Altatoken`: stores a card.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::State;
use crate::pagofacil::state::charge::Cardholder;
use crate::pagofacil::tokens::refused;
use crate::pagofacil::wire::cardholder::read_card;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::Map;

/// The fields that are only checked, with the most characters they may have.
const PLAIN: [(&str, usize); 7] = [
    ("calleyNumero", 45),
    ("colonia", 30),
    ("municipio", 30),
    ("estado", 45),
    ("cp", 9),
    ("telefono", 10),
    ("celular", 10),
];

pub(crate) fn store_card(state: &State, environment: Environment, data: &Map) -> Map {
    let today = state.local_time().local().date();
    match read(data, environment, today) {
        Ok(holder) => {
            let mut cards = state.stored_cards();
            let (token, authorization) = cards.add(holder, environment);
            Map::new()
                .with("token", token)
                .with("autorizado", "1")
                .with("autorizacion", authorization)
                .with("texto", "Token generado")
        }
        Err(errors) => refused(errors).with("texto", "Error en generación de Token"),
    }
}

fn read(data: &Map, environment: Environment, today: time::Date) -> Result<Cardholder, Map> {
    let mut fields = Fields::new(data);
    fields.check_keys(environment);
    let first_name = fields.required(&["nombre"], rules::at_most(60));
    let last_name = fields.required(&["apellidos"], rules::at_most(60));
    let card = read_card(&mut fields, true, today);
    let email = fields.required(&["email"], rules::at_most(200));
    for (name, most) in PLAIN {
        fields.required(&[name], rules::at_most(most));
    }
    let read = || {
        Some(Cardholder {
            first_name: first_name?,
            last_name: last_name?,
            email: email?,
            card: card?,
            ip: None,
        })
    };
    let holder = read();
    fields.finish(holder)
}
