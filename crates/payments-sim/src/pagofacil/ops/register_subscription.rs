//! `transaccion` of the recurring family: registers a recurring charge.

use crate::pagofacil::environment::{COMPANY, Environment};
use crate::pagofacil::local_time::{LocalTime, iso_date};
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::ledger::Subscription;
use crate::pagofacil::state::registration::Registration;
use crate::pagofacil::state::{State, card};
use crate::pagofacil::wire::fields::{REFUSED, member, stamped_echo};
use crate::pagofacil::wire::zend::{Map, Value};

pub(crate) fn register_subscription(state: &State, environment: Environment, data: &Map) -> Map {
    let now = state.local_time();
    match Registration::read(data, environment, now.local().date()) {
        Ok(terms) => accepted(state, environment, terms, data, now),
        Err(errors) => refused(errors, data, now),
    }
}

fn refused(errors: Map, data: &Map, now: LocalTime) -> Map {
    Map::new()
        .with("registrado", "0")
        .with("transaccion", "n/a")
        .with("autorizacion", "n/a")
        .with("texto", REFUSED)
        .with("error", errors)
        .with("empresa", "Sin determinar")
        .with("TransIni", now.half_day())
        .with("TransFin", now.half_day())
        .with("TipoTC", "")
        .with("data", stamped_echo(data, now))
        .with(
            "dataVal",
            Map::new()
                .with("numeroTarjeta", Value::Null)
                .with("cvt", Value::Null)
                .with("anyoExpiracion", Value::Null)
                .with("mesExpiracion", Value::Null)
                .with("https", "on"),
        )
}

fn accepted(
    state: &State,
    environment: Environment,
    terms: Registration,
    data: &Map,
    now: LocalTime,
) -> Map {
    let mut ledger = state.records();
    let charge_now = terms.charge_now;
    let subscription = ledger.register(terms, environment);
    let data = stamped_echo(data, now);
    let stored = stored(subscription, &data, now);
    let brand = subscription.terms.holder.card.brand;
    let id = subscription.id.clone();
    let number = subscription.number.to_string();

    let mut response = Map::new()
        .with("status", 1)
        .with("idRecurrente", id.as_str())
        .with("texto", "Transaccion registrada con exito")
        .with("fechaRegistro", now.slashed())
        .with("idCargo", number)
        .with("empresa", COMPANY)
        .with("TransIni", now.half_day())
        .with("TransFin", now.half_day())
        .with("TipoTC", brand.name());
    if charge_now && let Some(charge) = ledger.charge_now(&id, now) {
        add_charge(&mut response, charge);
    }
    response.with("data", data).with("dataVal", stored)
}

/// The members of a one-time charge.
fn add_charge(response: &mut Map, charge: &Charge) {
    response.set("autorizado", charge.authorized());
    response.set(
        "autorizacion",
        charge.authorization.as_deref().unwrap_or("0"),
    );
    response.set("transaccion", charge.transaction.as_str());
    if charge.authorization.is_none() {
        response.set("error", charge.decline_text());
    }
}

/// The `dataVal` of a response: what was stored, with the card's fields as the `echo` masks them.
fn stored(subscription: &Subscription, echo: &Map, now: LocalTime) -> Map {
    let terms = &subscription.terms;
    let holder = &terms.holder;
    let echoed = |name| member(echo, name);
    Map::new()
        .with("idSucursal", "1")
        .with("nombre", holder.first_name.as_str())
        .with("apellidos", holder.last_name.as_str())
        .with("numeroTarjeta", holder.card.masked.as_str())
        .with("cp", echoed("cp"))
        .with("cvt", echoed("cvt"))
        .with("monto", echoed("monto"))
        .with("mesExpiracion", echoed("mesExpiracion"))
        .with("anyoExpiracion", echoed("anyoExpiracion"))
        .with("idUsuario", "1")
        .with("idServicio", echoed("idServicio"))
        .with("idCliente", terms.reference.clone())
        .with("diaPago", terms.day.to_string())
        .with("fechaIniCobro", iso_date(terms.starts))
        .with("ip", holder.ip.map(|ip| ip.to_string()))
        .with("httpUserAgent", echoed("httpUserAgent"))
        .with("tipoTarjeta", holder.card.brand.name())
        .with("hashKeyCC", card::fake_hash())
        .with("idEmpresa", "1")
        .with("nombre_comercial", COMPANY)
        .with("emailEmpresa", "empresa@example.com")
        .with("tipo", "E")
        .with("transFechaHora", now.unix())
        .with("noProcess", Value::Null)
        .with("noMail", Value::Null)
        .with("notaMail", Value::Null)
        .with("fechaFinCobro", terms.ends.map(iso_date))
        .with("https", "on")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pagofacil::testing::{called, example, service};

    fn registered(state: &State, data: &Map) -> String {
        called(state, Environment::Sandbox, "transaccion", data)
    }

    /// The example's `data` as both responses echo it.
    fn echoed() -> String {
        let (branch, user) = State::sandbox_keys();
        format!(
            r#""data":{{"nombre":"Mario A","apellidos":"Martinez Leandro","numeroTarjeta":"(16) **** **** **** 1111","cvt":"(3) ***","cp":"11000","mesExpiracion":"(2) **","anyoExpiracion":"(2) **","monto":"800","idSucursal":"{branch}","idUsuario":"{user}","IP":"200.1.1.1","idServicio":"2","email":"user@example.com","telefono":"5555555555","celular":"5555111111","calleyNumero":"amargura 3","colonia":"la otra colonia","municipio":"Guadalajara","estado":"Jalisco","pais":"Mexico","idCliente":"Contrato789232","diaPago":"05","fechaIniCobro":"16-09-2013","httpUserAgent":"Mozilla\/5.0 (Windows NT 6.0) Safari\/537.36","transFechaHora":"1379282186"}}"#
        )
    }

    #[test]
    fn the_example_of_the_guide_is_registered() {
        let echoed = echoed();
        let hash = format!("{:0>40}", "cc");
        assert_eq!(
            registered(&service(), &example()),
            format!(
                r#"{{"WebServices_Recurrentes":{{"transaccion":{{"status":"1","idRecurrente":"T-RAPFE1S1I1","texto":"Transaccion registrada con exito","fechaRegistro":"2013\/09\/15 15:56:26","idCargo":"1","empresa":"PagoF\u00e1cil.Net","TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","TipoTC":"Master Card",{echoed},"dataVal":{{"idSucursal":"1","nombre":"Mario A","apellidos":"Martinez Leandro","numeroTarjeta":"(16) **** **** **** 1111","cp":"11000","cvt":"(3) ***","monto":"800","mesExpiracion":"(2) **","anyoExpiracion":"(2) **","idUsuario":"1","idServicio":"2","idCliente":"Contrato789232","diaPago":"5","fechaIniCobro":"2013-09-16","ip":"200.1.1.1","httpUserAgent":"Mozilla\/5.0 (Windows NT 6.0) Safari\/537.36","tipoTarjeta":"Master Card","hashKeyCC":"{hash}","idEmpresa":"1","nombre_comercial":"PagoF\u00e1cil.Net","emailEmpresa":"empresa@example.com","tipo":"E","transFechaHora":"1379282186","noProcess":"","noMail":"","notaMail":"","fechaFinCobro":"","https":"on"}}}}}}}}"#
            )
        );
    }

    #[test]
    fn a_refusal_is_dispatched_with_success_and_registers_nothing() {
        let state = service();
        let data = example().with("idUsuario", "XXX");
        let (_, user) = State::sandbox_keys();
        let echoed = echoed().replace(&user, "XXX");
        assert_eq!(
            registered(&state, &data),
            format!(
                r#"{{"WebServices_Recurrentes":{{"transaccion":{{"registrado":"0","transaccion":"n\/a","autorizacion":"n\/a","texto":"Errores en los datos de entrada Validaciones","error":{{"idUsuario":"idUsuario XXX no encontrado"}},"empresa":"Sin determinar","TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","TipoTC":"",{echoed},"dataVal":{{"numeroTarjeta":"","cvt":"","anyoExpiracion":"","mesExpiracion":"","https":"on"}},"status":"success"}}}}}}"#
            )
        );
        assert!(state.subscriptions().is_empty());
    }

    #[test]
    fn registering_twice_makes_two() {
        let state = service();
        registered(&state, &example());
        registered(&state, &example());
        let ids: Vec<_> = state
            .subscriptions()
            .into_iter()
            .map(|view| view.id)
            .collect();
        assert_eq!(ids, ["T-RAPFE1S1I1", "T-RAPFE1S1I2"]);
        assert_eq!(state.registrations_of("Contrato789232"), 2);
    }

    #[test]
    fn a_declined_first_charge_still_registers() {
        let state = service();
        state.set_next_charge(false);
        let response = registered(&state, &example().with("cargo", "1"));
        assert!(
            response.contains(
                r#""TipoTC":"Master Card","autorizado":"0","autorizacion":"0","transaccion":"S-RAPFE1S1I1-1","error":"Declined_(General).","data":"#
            ),
            "{response}"
        );
        let view = state.subscription("T-RAPFE1S1I1").expect("registered");
        let outcomes: Vec<_> = view
            .charges
            .iter()
            .map(|charge| charge.is_approved())
            .collect();
        assert_eq!(outcomes, [false]);
    }

    #[test]
    fn an_approved_first_charge_has_its_authorization() {
        let state = service();
        state.set_next_charge(true);
        let response = registered(&state, &example().with("cargo", "1"));
        assert!(
            response.contains(
                r#""autorizado":"1","autorizacion":"305001","transaccion":"S-RAPFE1S1I1-1","data":"#
            ),
            "{response}"
        );
    }

    #[test]
    fn a_refused_card_number_is_repeated_in_the_message() {
        let state = service();
        let number = "1".repeat(16);
        let response = registered(&state, &example().with("numeroTarjeta", number.as_str()));
        let message = format!(r#""numeroTarjeta":"'{number}' no es de una institucion permitida""#);
        assert!(response.contains(&message), "{response}");
    }

    #[test]
    fn a_view_shows_the_terms_and_no_card() {
        let state = service();
        registered(&state, &example());
        let shown = format!("{:?} {state:?}", state.subscriptions());
        assert!(shown.contains("Contrato789232"));
        assert!(!shown.contains("1111"));
    }
}
