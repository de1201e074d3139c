//! `verificar`: looks a one-time charge up by the merchant's reference.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::State;
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::ledger::Ledger;
use crate::pagofacil::wire::fields::{Fields, REFUSED, echo};
use crate::pagofacil::wire::zend::{Map, Value};

pub(crate) fn find_payment(state: &State, environment: Environment, data: &Map) -> Map {
    let ledger = state.records();
    match find(state, &ledger, environment, data) {
        Ok((reference, charge)) => found(reference, charge).with("data", echo(data)),
        Err(errors) => Map::new()
            .with("autorizado", "0")
            .with("texto", REFUSED)
            .with("error", errors)
            .with("data", echo(data))
            .with("dataVal", Map::new().with("https", "on")),
    }
}

/// The latest charge of a reference.
fn find<'a>(
    state: &State,
    ledger: &'a Ledger,
    environment: Environment,
    data: &Map,
) -> Result<(String, &'a Charge), Map> {
    let mut fields = Fields::new(data);
    let charge = fields.required(&["idPedido"], |reference| {
        ledger
            .charges_once(reference)
            .rfind(|charge| charge.sale.environment == environment && state.shows(charge))
            .map(|charge| (reference.to_owned(), charge))
            .ok_or_else(|| format!("idPedido {reference} no encontrado"))
    });
    fields.check_keys(environment);
    fields.finish(charge)
}

fn found(reference: String, charge: &Charge) -> Map {
    let amount = charge.sale.amount.normalize().to_string();
    let mut response = Map::new()
        .with("autorizado", charge.authorized())
        .with(
            "autorizacion",
            charge.authorization.as_deref().unwrap_or("0"),
        )
        .with("transaccion", charge.transaction.as_str())
        .with("texto", "Transaccion encontrada");
    if charge.authorization.is_none() {
        response.set("error", charge.decline_text());
    }
    response
        .with("idPedido", reference)
        .with("monto", Value::Decimal(amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pagofacil::testing::{order, paid, service};

    fn asked(state: &State, environment: Environment, reference: &str) -> String {
        let (branch, user) = environment.keys();
        let data = Map::new()
            .with("idPedido", reference)
            .with("idSucursal", branch)
            .with("idUsuario", user);
        paid(state, environment, "verificar", &data)
    }

    fn pay(state: &State, approved: bool) {
        state.set_next_charge(approved);
        paid(state, Environment::Sandbox, "transaccion", &order());
    }

    #[test]
    fn a_charge_is_found_by_its_reference() {
        let state = service();
        pay(&state, true);
        let (branch, user) = State::sandbox_keys();
        assert_eq!(
            asked(&state, Environment::Sandbox, "ORDER-1"),
            format!(
                r#"{{"WebServices_Transacciones":{{"verificar":{{"autorizado":"1","autorizacion":"305001","transaccion":"S-PFE1S1I1","texto":"Transaccion encontrada","idPedido":"ORDER-1","monto":"800.5","data":{{"idPedido":"ORDER-1","idSucursal":"{branch}","idUsuario":"{user}"}},"status":"success"}}}}}}"#
            )
        );
    }

    #[test]
    fn of_several_charges_the_latest_is_found() {
        let state = service();
        pay(&state, true);
        pay(&state, false);
        let response = asked(&state, Environment::Sandbox, "ORDER-1");
        assert!(
            response.contains(
                r#""autorizado":"0","autorizacion":"0","transaccion":"S-PFE1S1I2","texto":"Transaccion encontrada","error":"Declined_(General).","idPedido""#
            ),
            "{response}"
        );
    }

    #[test]
    fn a_reference_that_was_never_charged_here_is_not_found() {
        let state = service();
        pay(&state, true);
        let (branch, user) = State::production_keys();
        assert_eq!(
            asked(&state, Environment::Production, "ORDER-1"),
            format!(
                r#"{{"WebServices_Transacciones":{{"verificar":{{"autorizado":"0","texto":"Errores en los datos de entrada Validaciones","error":{{"idPedido":"idPedido ORDER-1 no encontrado"}},"data":{{"idPedido":"ORDER-1","idSucursal":"{branch}","idUsuario":"{user}"}},"dataVal":{{"https":"on"}},"status":"success"}}}}}}"#
            )
        );
    }

    #[test]
    fn keys_are_needed() {
        let response = paid(&service(), Environment::Sandbox, "verificar", &Map::new());
        let error = r#""error":{"idPedido":"Falta el campo: 'idPedido'","idSucursal":"Falta el campo: 'idSucursal'","idUsuario":"Falta el campo: 'idUsuario'"}"#;
        assert!(response.contains(error), "{response}");
    }
}
