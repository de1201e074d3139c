//! `cancel`: ends a recurring charge.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::state::State;
use crate::pagofacil::state::ledger::Ledger;
use crate::pagofacil::wire::fields::{Fields, REFUSED, stamped_echo};
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::{Map, Value};

/// The number under which this service is called.
const SERVICE: &str = "3";

pub(crate) fn cancel_subscription(state: &State, environment: Environment, data: &Map) -> Map {
    let now = state.local_time();
    let mut ledger = state.records();
    match find(&ledger, environment, data) {
        Ok((id, number)) => {
            ledger.cancel(&id);
            cancelled(&id, number, environment, now)
        }
        Err(errors) => refused(errors, data, now),
    }
}

/// The id and the number of the subscription to cancel. One that was cancelled before will do.
fn find(ledger: &Ledger, environment: Environment, data: &Map) -> Result<(String, usize), Map> {
    let mut fields = Fields::new(data);
    let found = fields.required(&["idRecurrente"], |id| {
        ledger
            .find(id)
            .filter(|subscription| subscription.environment == environment)
            .map(|subscription| (subscription.id.clone(), subscription.number))
            .ok_or_else(|| format!("idRecurrente {id} no encontrado"))
    });
    let secret = environment.api_secret();
    fields.required(&["apiSecret"], rules::key("apiSecret", &secret));
    fields.required(&["idServicio"], rules::service(&[SERVICE]));
    fields.finish(found)
}

/// The response repeats the secret, as the service's does.
fn cancelled(id: &str, number: usize, environment: Environment, now: LocalTime) -> Map {
    let change = Map::new()
        .with("noTransaccion", id)
        .with("status", "0")
        .with("apiSecret", environment.api_secret());
    Map::new()
        .with("status", "ok")
        .with("texto", "Pago recurrente modificado")
        .with("exito", "1")
        .with("TransIni", now.half_day())
        .with("TransFin", now.half_day())
        .with("data", change)
        .with(
            "dataVal",
            Map::new()
                .with("noTransaccion", id)
                .with("status", "0")
                .with("idServicio", SERVICE)
                .with("noProcess", Value::Null)
                .with("https", "on")
                .with("idCargos", number.to_string()),
        )
}

fn refused(errors: Map, data: &Map, now: LocalTime) -> Map {
    Map::new()
        .with("texto", REFUSED)
        .with("exito", "0")
        .with("error", errors)
        .with("TransIni", now.half_day())
        .with("TransFin", now.half_day())
        .with("data", stamped_echo(data, now))
        .with("dataVal", Map::new().with("https", "on"))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::pagofacil::testing::{START, at, called, service, terms};
    use payments_testkit::SimClock;

    const ID: &str = "T-RAPFE1S1I1";

    fn asked(id: &str, environment: Environment) -> Map {
        Map::new()
            .with("idRecurrente", id)
            .with("apiSecret", environment.api_secret())
            .with("idServicio", 3)
    }

    fn cancel(state: &State, data: &Map) -> String {
        called(state, Environment::Sandbox, "cancel", data)
    }

    #[test]
    fn a_cancelled_subscription_is_not_charged_again() {
        let clock = SimClock::fixed(START);
        let state = at(clock.clone());
        state.records().register(terms(), Environment::Sandbox);
        clock.set(datetime!(2013-11-10 12:00 UTC));
        let response = cancel(&state, &asked(ID, Environment::Sandbox));
        clock.set(datetime!(2014-11-10 12:00 UTC));

        let secret = State::sandbox_api_secret();
        assert_eq!(
            response,
            format!(
                r#"{{"WebServices_Recurrentes":{{"cancel":{{"status":"ok","texto":"Pago recurrente modificado","exito":"1","TransIni":"06:00:00 am 10\/11\/2013","TransFin":"06:00:00 am 10\/11\/2013","data":{{"noTransaccion":"{ID}","status":"0","apiSecret":"{secret}"}},"dataVal":{{"noTransaccion":"{ID}","status":"0","idServicio":"3","noProcess":"","https":"on","idCargos":"1"}}}}}}}}"#
            )
        );
        let view = state.subscription(ID).expect("still known");
        assert_eq!((view.active, view.charges.len()), (false, 2));
        let (branch, _) = State::sandbox_keys();
        let data = Map::new()
            .with("idRecurrente", ID)
            .with("idSucursal", branch);
        let shown = called(&state, Environment::Sandbox, "vercargo", &data);
        assert!(shown.contains(r#""activo":"0""#), "{shown}");
    }

    #[test]
    fn cancelling_again_changes_nothing_and_succeeds() {
        let state = service();
        state.records().register(terms(), Environment::Sandbox);
        let data = asked(ID, Environment::Sandbox);
        assert_eq!(cancel(&state, &data), cancel(&state, &data));
    }

    #[test]
    fn a_refusal_repeats_the_secret_and_cancels_nothing() {
        let state = service();
        state.records().register(terms(), Environment::Sandbox);
        let secret = State::production_api_secret();
        let response = cancel(&state, &asked(ID, Environment::Production));
        assert_eq!(
            response,
            format!(
                r#"{{"WebServices_Recurrentes":{{"cancel":{{"texto":"Errores en los datos de entrada Validaciones","exito":"0","error":{{"apiSecret":"apiSecret {secret} no encontrado"}},"TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","data":{{"idRecurrente":"{ID}","apiSecret":"{secret}","idServicio":"3","transFechaHora":"1379282186"}},"dataVal":{{"https":"on"}},"status":"success"}}}}}}"#
            )
        );
        assert!(state.subscription(ID).is_some_and(|view| view.active));
    }

    #[test]
    fn ids_services_and_environments_must_match() {
        let state = service();
        state.records().register(terms(), Environment::Production);
        for (data, error) in [
            (
                asked(ID, Environment::Sandbox),
                r#""error":{"idRecurrente":"idRecurrente T-RAPFE1S1I1 no encontrado"}"#,
            ),
            (
                Map::new(),
                r#""error":{"idRecurrente":"Falta el campo: 'idRecurrente'","apiSecret":"Falta el campo: 'apiSecret'","idServicio":"Falta el campo: 'idServicio'"}"#,
            ),
            (
                asked(ID, Environment::Sandbox).with("idServicio", "2"),
                r#""idServicio":"idServicio 2 no encontrado""#,
            ),
        ] {
            let response = cancel(&state, &data);
            assert!(response.contains(error), "{response}");
        }
    }
}
