//! `transaccion` of the one-time family: charges a card.

mod stored_card;

use url::form_urlencoded;

pub(crate) use stored_card::charge_stored_card;

use crate::pagofacil::environment::{COMPANY, Environment};
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::model::ResponseVersion;
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::{State, card};
use crate::pagofacil::wire::fields::{REFUSED, echo_with, member};
use crate::pagofacil::wire::order::{Order, PARAMS};
use crate::pagofacil::wire::zend::{Map, Value};

/// What the merchant's account is set to.
const SETTINGS: [(&str, &str); 7] = [
    ("noMontoMes", "0.00"),
    ("noTransaccionesDia", "0"),
    ("minTransaccionTc", "5"),
    ("tiempoDevolucion", "30"),
    ("sendPdfTransCliente", "1"),
    ("noMontoDia", "0.00"),
    ("noTransaccionesMes", "0"),
];

/// The cardholder's fields that are stored as they were sent.
const CONTACT: [&str; 8] = [
    "email",
    "telefono",
    "celular",
    "calleyNumero",
    "colonia",
    "municipio",
    "estado",
    "pais",
];

pub(crate) fn create_payment(state: &State, environment: Environment, data: &Map) -> Map {
    let now = state.local_time();
    let echo = marked_echo(data, now);
    match Order::read(data, environment, now.local().date()) {
        Ok(order) => {
            let version = state.response_version();
            let (plan, months) = (order.plan, order.months);
            let mut ledger = state.records();
            let charge = ledger.charge_once(order.sale, now);
            let stored = stored(charge, &echo, [&plan, &months]);
            let response = made(charge, environment, version)
                .with("data", echo)
                .with("dataVal", stored);
            match (version, charge.authorization.is_some()) {
                (ResponseVersion::Of2014, _) => response,
                (ResponseVersion::Of2019, true) => {
                    response.with("pf_message", "Transaccion exitosa")
                }
                (ResponseVersion::Of2019, false) => {
                    response.with("pf_message", "Transaccion denegada")
                }
            }
        }
        Err(errors) => refused(errors, echo, now),
    }
}

/// What was sent, with the card masked as only this service masks it.
fn marked_echo(data: &Map, now: LocalTime) -> Map {
    let number = data.get("numeroTarjeta").and_then(Value::scalar);
    let sixth = number.and_then(|number| number.chars().nth(5));
    let issuer = sixth.map_or_else(String::new, |digit| format!("(6) ***{digit}"));
    echo_with(data, card::mask_number_tightly)
        .with("transFechaHora", now.unix())
        .with("bin", issuer)
}

fn made(charge: &Charge, environment: Environment, version: ResponseVersion) -> Map {
    let approved = charge.authorization.is_some();
    let mut response = Map::new().with("autorizado", charge.authorized());
    match (&charge.authorization, version) {
        (Some(authorization), _) => response.set("autorizacion", authorization.as_str()),
        (None, ResponseVersion::Of2014) => response.set("autorizacion", "0"),
        (None, ResponseVersion::Of2019) => {}
    }
    response.set("transaccion", charge.transaction.as_str());
    response.set("texto", outcome_text(charge, version));
    if !approved {
        response.set("error", error_text(charge, version));
    }
    response.set("mode", environment.mode(version));
    if version == ResponseVersion::Of2019 {
        response.set("totalAttempts", "1");
        response.set("idTransaccion", charge.number.to_string());
        response.set("tipoTarjetaBancaria", "DEBIT");
    }
    response.set("empresa", COMPANY);
    add_times(&mut response, charge.made_at);
    for (name, text) in PARAMS.iter().zip(&charge.sale.params) {
        response.set(name, text.as_str());
    }
    response.with("TipoTC", charge.sale.holder.card.brand.name())
}

fn outcome_text(charge: &Charge, version: ResponseVersion) -> String {
    match (charge.authorization.is_some(), version) {
        (true, ResponseVersion::Of2014) => "Transaction has been successful!-Approved".to_owned(),
        // Recorded in tests; production's text of that time is not known.
        (true, ResponseVersion::Of2019) => "Transaction has been successful!-staging".to_owned(),
        (false, ResponseVersion::Of2014) => {
            format!("Transaction has been denied!-{}", charge.decline_text())
        }
        (false, ResponseVersion::Of2019) => "Transaction has been denied!".to_owned(),
    }
}

/// The text of an error was recorded percent-encoded in 2019.
fn error_text(charge: &Charge, version: ResponseVersion) -> String {
    let text = charge.decline_text();
    match version {
        ResponseVersion::Of2014 => text.to_owned(),
        ResponseVersion::Of2019 => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
    }
}

fn refused(errors: Map, echo: Map, now: LocalTime) -> Map {
    let mut response = Map::new()
        .with("autorizado", "0")
        .with("transaccion", "n/a")
        .with("autorizacion", "n/a")
        .with("texto", REFUSED)
        .with("error", errors)
        .with("empresa", "Sin determinar");
    add_times(&mut response, now);
    for name in PARAMS {
        response.set(name, member(&echo, name));
    }
    let email = member(&echo, "email");
    response.with("TipoTC", "").with("data", echo).with(
        "dataVal",
        Map::new()
            .with("email", email)
            .with("idCaja", "")
            .with("numeroTarjeta", Value::Null)
            .with("cvt", Value::Null)
            .with("anyoExpiracion", Value::Null)
            .with("mesExpiracion", Value::Null)
            .with("https", "on"),
    )
}

fn add_times(response: &mut Map, now: LocalTime) {
    response.set("TransIni", now.half_day());
    response.set("TransFin", now.half_day());
}

/// The `dataVal` of a response: what was stored, with the card's fields as the `echo` masks them.
fn stored(charge: &Charge, echo: &Map, [plan, months]: [&str; 2]) -> Map {
    let sale = &charge.sale;
    let holder = &sale.holder;
    let settings: Map = SETTINGS
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
        .collect();
    let mut stored = Map::new()
        .with("idSucursal", "1")
        .with("cp", member(echo, "cp"))
        .with("nombre", holder.first_name.as_str())
        .with("apellidos", holder.last_name.as_str())
        .with("numeroTarjeta", member(echo, "numeroTarjeta"))
        .with("cvt", member(echo, "cvt"))
        .with("monto", member(echo, "monto"))
        .with("mesExpiracion", member(echo, "mesExpiracion"))
        .with("anyoExpiracion", member(echo, "anyoExpiracion"))
        .with("idUsuario", "1")
        .with("source", "1")
        .with("idServicio", member(echo, "idServicio"))
        .with("recurrente", "0")
        .with("plan", plan)
        .with("diferenciado", "00")
        .with("mensualidades", months)
        .with("ip", holder.ip.map(|ip| ip.to_string()))
        .with("httpUserAgent", member(echo, "httpUserAgent"))
        .with("idPedido", sale.reference.clone())
        .with("tipoTarjeta", holder.card.brand.name())
        .with("hashKeyCC", card::fake_hash())
        .with("idEmpresa", "1")
        .with("nombre_comercial", COMPANY)
        .with("transFechaHora", charge.made_at.unix())
        .with("noProcess", Value::Null)
        .with("noMail", member(echo, "noMail"))
        .with("notaMail", Value::Null)
        .with(
            "settingsTransaction",
            settings.with("suspencionServicio", Value::Null),
        );
    for name in CONTACT {
        stored.set(name, member(echo, name));
    }
    stored
        .with("idCaja", "")
        .with("paisDetectedIP", "MX")
        .with("qa", "1")
        .with("https", "on")
}

#[cfg(test)]
mod tests;
