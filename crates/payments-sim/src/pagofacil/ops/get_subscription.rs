//! `vercargo`: one recurring charge and its operations.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::iso_date;
use crate::pagofacil::state::State;
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::ledger::{Ledger, Subscription};
use crate::pagofacil::wire::fields::{Fields, REFUSED, echo};
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::{Map, Value};

pub(crate) fn get_subscription(state: &State, environment: Environment, data: &Map) -> Map {
    let ledger = state.records();
    match find(&ledger, environment, data) {
        Ok(subscription) => {
            let charges = ledger.charges_of(subscription);
            found(subscription, charges.filter(|charge| state.shows(charge)))
        }
        Err(errors) => Map::new()
            .with("status", 0)
            .with("texto", REFUSED)
            .with("error", errors)
            .with("data", echo(data))
            .with("dataVal", Map::new().with("https", "on")),
    }
}

/// The subscription that `data` asks for, as far as its keys reach.
fn find<'a>(
    ledger: &'a Ledger,
    environment: Environment,
    data: &Map,
) -> Result<&'a Subscription, Map> {
    let mut fields = Fields::new(data);
    let subscription = fields.required(&["idRecurrente"], |id| {
        ledger
            .find(id)
            .filter(|subscription| subscription.environment == environment)
            .ok_or_else(|| format!("idRecurrente {id} no encontrado"))
    });
    let (branch, _) = environment.keys();
    fields.required(&["idSucursal"], rules::key("idSucursal", &branch));
    fields.finish(subscription)
}

fn found<'a>(subscription: &Subscription, charges: impl Iterator<Item = &'a Charge>) -> Map {
    let terms = &subscription.terms;
    let holder = &terms.holder;
    let operations = charges.map(operation).collect();
    Map::new()
        .with("status", 1)
        .with("idRecurrente", subscription.id.as_str())
        .with("activo", if subscription.active { "1" } else { "0" })
        .with("monto", format!("{:.2}", terms.amount))
        .with("diaPago", format!("{:02}", terms.day))
        .with("fechaIniCobro", iso_date(terms.starts))
        .with("fechaFinCobro", terms.ends.map(iso_date))
        .with("nombre", holder.first_name.as_str())
        .with("apellidos", holder.last_name.as_str())
        .with("numeroTarjeta", holder.card.masked.as_str())
        .with("idCliente", terms.reference.clone())
        .with("operaciones", Value::List(operations))
}

fn operation(charge: &Charge) -> Value {
    let approved = charge.authorization.is_some();
    let authorization = charge.authorization.as_deref().unwrap_or("n/a");
    Value::Map(
        Map::new()
            .with("idTransaccion", (9000 + charge.number).to_string())
            .with("transaccion", charge.transaction.as_str())
            .with("autorizado", if approved { "1" } else { "0" })
            .with("autorizacion", authorization)
            .with("monto", format!("{:.2}", charge.sale.amount))
            .with("fecha", charge.made_at.dashed())
            .with("error", charge.decline_text())
            .with("intentos", "1"),
    )
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::pagofacil::testing::{START, at, called, example, service, terms};
    use payments_testkit::SimClock;

    fn asked(state: &State, path: Environment, id: &str, branch: &str) -> String {
        let data = Map::new()
            .with("idRecurrente", id)
            .with("idSucursal", branch);
        called(state, path, "vercargo", &data)
    }

    #[test]
    fn a_registered_charge_is_shown_with_its_operations() {
        let state = service();
        for approved in [true, false] {
            state.set_next_charge(approved);
            let data = example().with("cargo", "1").with("monto", "800.5");
            called(&state, Environment::Sandbox, "transaccion", &data);
        }
        let (branch, _) = State::sandbox_keys();
        assert_eq!(
            asked(&state, Environment::Sandbox, "T-RAPFE1S1I1", &branch),
            r#"{"WebServices_Recurrentes":{"vercargo":{"status":"1","idRecurrente":"T-RAPFE1S1I1","activo":"1","monto":"800.50","diaPago":"05","fechaIniCobro":"2013-09-16","fechaFinCobro":"","nombre":"Mario A","apellidos":"Martinez Leandro","numeroTarjeta":"(16) **** **** **** 1111","idCliente":"Contrato789232","operaciones":{"key_0":{"idTransaccion":"9001","transaccion":"S-RAPFE1S1I1-1","autorizado":"1","autorizacion":"305001","monto":"800.50","fecha":"2013-09-15 15:56:26","error":"","intentos":"1"}}}}}"#
        );
        let declined = asked(&state, Environment::Sandbox, "T-RAPFE1S1I2", &branch);
        assert!(
            declined.contains(r#""autorizado":"0","autorizacion":"n\/a","#),
            "{declined}"
        );
        assert!(
            declined.contains(r#""error":"Declined_(General).","#),
            "{declined}"
        );
    }

    #[test]
    fn a_year_of_operations_is_listed_in_order() {
        let clock = SimClock::fixed(START);
        let state = at(clock.clone());
        state.records().register(terms(), Environment::Sandbox);
        clock.set(datetime!(2014-09-20 12:00 UTC));
        let (branch, _) = State::sandbox_keys();
        let response = asked(&state, Environment::Sandbox, "T-RAPFE1S1I1", &branch);
        let (_, operations) = response.split_once("operaciones").expect("operations");
        let days: Vec<_> = (0..12)
            .map(|index| {
                let (_, operation) = operations
                    .split_once(&format!(r#""key_{index}":"#))
                    .expect("an operation");
                let (_, date) = operation.split_once(r#""fecha":""#).expect("a date");
                date.get(..19).expect("a date").to_owned()
            })
            .collect();
        assert_eq!(days[0], "2013-10-05 08:00:00");
        assert_eq!(days[10], "2014-08-05 08:00:00");
        assert!(days.is_sorted());
        assert!(!operations.contains("key_12"));

        state.set_erases_old(true);
        let response = asked(&state, Environment::Sandbox, "T-RAPFE1S1I1", &branch);
        assert!(response.contains("2014-09-05") && !response.contains("key_1"));
    }

    #[test]
    fn an_id_that_was_never_given_is_not_found() {
        let (branch, _) = State::sandbox_keys();
        assert_eq!(
            asked(&service(), Environment::Sandbox, "XXX", &branch),
            format!(
                r#"{{"WebServices_Recurrentes":{{"vercargo":{{"status":"0","texto":"Errores en los datos de entrada Validaciones","error":{{"idRecurrente":"idRecurrente XXX no encontrado"}},"data":{{"idRecurrente":"XXX","idSucursal":"{branch}"}},"dataVal":{{"https":"on"}}}}}}}}"#
            )
        );
    }

    #[test]
    fn an_environment_does_not_show_the_records_of_the_other() {
        let state = service();
        called(&state, Environment::Sandbox, "transaccion", &example());
        let (branch, _) = State::production_keys();
        let response = asked(&state, Environment::Production, "T-RAPFE1S1I1", &branch);
        assert!(
            response.contains("idRecurrente T-RAPFE1S1I1 no encontrado"),
            "{response}"
        );
    }

    #[test]
    fn a_branch_that_is_missing_or_unknown_is_named() {
        let state = service();
        called(&state, Environment::Sandbox, "transaccion", &example());
        for (branch, message) in [
            ("", "Falta el campo: 'idSucursal'"),
            ("XXX", "idSucursal XXX no encontrado"),
        ] {
            let response = asked(&state, Environment::Sandbox, "T-RAPFE1S1I1", branch);
            let error = format!(r#""error":{{"idSucursal":"{message}"}}"#);
            assert!(response.contains(&error), "{response}");
        }
    }
}
