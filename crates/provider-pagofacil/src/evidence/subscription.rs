//! The evidence about subscriptions.

use payments_core::evidence::Verdict;
use payments_core::{Currency, Environment, Money, SubscriptionId, SubscriptionRequest};
use payments_kit::codec::{Reader, parse_date};

use super::{Found, flags, numbers, says};
use crate::convert;
use crate::wire::{Response, values};

/// The response to a registration. An id means registered; a rejection says so in `registrado` and
/// has no id. A charge in the same response is a separate fact.
pub(crate) fn registration<'a>(
    reader: &'a Reader<'a>,
    response: &'a Response,
    request: &SubscriptionRequest,
    amount: Money,
    environment: Environment,
) -> Found<'a> {
    let mut found = Found::new(reader, response);
    let mut ids: Vec<&str> = found
        .all(&response.id, "idRecurrente")
        .filter(|text| convert::is_number(text))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let evidence = &mut found.evidence;
    flags(evidence, "registrado", values(&response.registered));
    let has_id = !numbers(&response.id).is_empty();
    if has_id {
        evidence.supports("it has an idRecurrente");
    } else if says(&response.registered, true) {
        evidence.contradicts("it has no idRecurrente");
    }
    if ids.len() > 1 {
        evidence.contradicts("it has several idRecurrente");
    }
    let is_charged = says(&response.authorized, true);
    if is_charged && !has_id {
        evidence.contradicts("it shows an authorized charge");
    }
    if is_charged && !request.charge_now() {
        let message = "the response shows a charge that was not requested";
        evidence.differs("charge_now", message);
    }
    if says(&response.succeeded, !has_id) {
        evidence.contradicts("exito says otherwise");
    }
    if has_id && !request.charge_now() && !response.error.is_empty() {
        evidence.contradicts("it has an error");
    }
    if !has_id && !numbers(&response.transaction).is_empty() {
        evidence.contradicts("it has a transaction number");
    }
    // With a first charge, the texts may be about that.
    if !request.charge_now() || !has_id {
        found.contradictions(has_id);
    } else {
        found.faults();
        found.status(true);
    }

    found.environment(environment);
    if let Some(reference) = request.reference() {
        let contracts = found.all(&response.contract, "idCliente");
        let reference = reference.as_str().to_owned();
        found.compare("reference", &reference, contracts, |text| {
            Some(text.trim().to_owned())
        });
    } else if response.sent.values("idCliente").next().is_some() {
        let message = "the response repeats a contract number, and none was sent";
        found.evidence.differs("reference", message);
    }
    found.amounts(amount);
    found.currencies(Currency::MXN);
    let number = request.card().number().expose();
    let last_four = number.len().checked_sub(4);
    found.card(last_four.and_then(|start| number.get(start..)));
    let schedule = request.schedule();
    let days = found.all(&response.day, "diaPago");
    found.compare("schedule.day", &schedule.day(), days, |text| {
        text.parse().ok()
    });
    let starts = found.all(&response.start, "fechaIniCobro");
    found.compare("schedule.start", &schedule.start(), starts, parse_date);
    let mut ends = found.all(&response.end, "fechaFinCobro");
    match schedule.end() {
        Some(end) => found.compare("schedule.end", &end, ends, parse_date),
        None => {
            if let Some(end) = ends.find_map(parse_date) {
                let message = format!("is {end}, and none was requested");
                found.evidence.differs("schedule.end", message);
            }
        }
    }
    found
}

/// The response to a cancellation. Only `exito` decides, and only where nothing is against it.
pub(crate) fn cancellation<'a>(
    reader: &'a Reader<'a>,
    response: &'a Response,
    id: &SubscriptionId,
    environment: Environment,
) -> Found<'a> {
    let mut found = Found::new(reader, response);
    flags(&mut found.evidence, "exito", values(&response.succeeded));
    let is_done = says(&response.succeeded, true);
    found.contradictions(is_done);
    if is_done && !response.error.is_empty() {
        found.evidence.contradicts("it has an error");
    }
    if says(&response.registered, !is_done) || (!is_done && says(&response.authorized, true)) {
        found.evidence.contradicts("another flag says otherwise");
    }
    // The text of a success, which is the same as that of other changes.
    if !is_done && values(&response.text).any(|text| text == "Pago recurrente modificado") {
        found.evidence.contradicts("its text is that of a success");
    }
    found.environment(environment);
    let ids = found.all(&response.id, "idRecurrente");
    let ids = ids.chain(found.all(&response.cancelled, "noTransaccion"));
    let requested = id.as_str().to_owned();
    found.compare("id", &requested, ids, |text| Some(text.trim().to_owned()));
    found
}

/// Whether a subscription is active, where the response agrees with itself about that.
pub(crate) fn is_active(reader: &Reader<'_>, response: &Response) -> Option<bool> {
    let mut found = Found::new(reader, response);
    flags(&mut found.evidence, "activo", values(&response.active));
    found.faults();
    // A look-up of a cancelled subscription is a success too.
    found.status(true);
    if !response.error.is_empty() {
        found.evidence.contradicts("it has an error");
    }
    if says(&response.registered, false) || says(&response.succeeded, false) {
        found.evidence.contradicts("another flag is 0");
    }
    match found.evidence.verdict() {
        Verdict::Done => Some(true),
        Verdict::Refused => Some(false),
        _ => None,
    }
}
