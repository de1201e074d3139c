//! The evidence in the responses of calls that move money or create what will: what each member
//! says for and against the call, and whose call it is about.

use std::fmt::Display;

use payments_core::evidence::{Evidence, Verdict};
use payments_core::{
    Currency, Environment, Money, MoneyError, SubscriptionId, SubscriptionRequest,
};
use payments_kit::codec::{Reader, Texts, parse_date};

use crate::convert;
use crate::wire::{Response, decoded_once, values};

/// What a one-time charge was asked to do.
pub(crate) struct Order<'a> {
    pub(crate) reference: &'a str,
    pub(crate) amount: Money,
    pub(crate) environment: Environment,
    pub(crate) last_four: Option<&'a str>,
    pub(crate) installments: u8,
}

/// Evidence with warnings about echoes that could not be compared.
pub(crate) struct Found<'a> {
    pub(crate) evidence: Evidence,
    pub(crate) warnings: Vec<String>,
    reader: &'a Reader<'a>,
    response: &'a Response,
}

impl<'a> Found<'a> {
    fn new(reader: &'a Reader<'a>, response: &'a Response) -> Self {
        Self {
            evidence: Evidence::new(),
            warnings: Vec::new(),
            reader,
            response,
        }
    }

    /// Every value of a member, in the response itself and in its echoes of the request.
    fn all(&self, own: &'a Texts, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        values(own).chain(self.response.echoed(name))
    }

    /// Compares every value of an identity that can be read.
    fn compare<T: PartialEq + Display>(
        &mut self,
        field: &str,
        requested: &T,
        found: impl Iterator<Item = &'a str>,
        read: impl Fn(&str) -> Option<T>,
    ) {
        for text in found {
            match read(text) {
                Some(found) if found == *requested => {}
                Some(_) => {
                    let found = convert::redact(self.reader, text);
                    let message = format!("is {found}, not {requested}");
                    self.evidence.differs(field, message);
                }
                None => self.warnings.push(format!(
                    "the response repeats the {field} in an unreadable form"
                )),
            }
        }
    }

    fn environment(&mut self, environment: Environment) {
        for mode in self.all(&self.response.mode, "mode") {
            let found = match mode {
                "R" | "S" => Environment::Sandbox,
                "P" | "PRD" => Environment::Production,
                _ => continue,
            };
            if found != environment {
                let message = format!("mode {mode} is of the other environment");
                self.evidence.differs("environment", message);
            }
        }
    }

    fn amounts(&mut self, requested: Money) {
        for text in self.all(&self.response.amount, "monto") {
            match convert::amount(text, requested.currency(), &mut self.warnings) {
                Ok(amount) if amount == requested => {}
                Ok(amount) => {
                    let message = format!("is {amount}, not {requested}");
                    self.evidence.differs("amount", message);
                }
                Err(MoneyError::Amount(_)) => self
                    .warnings
                    .push("the response repeats the amount in an unreadable form".to_owned()),
                // A number that is not an amount of the currency cannot be the requested one.
                Err(reason) => self.evidence.differs("amount", reason.to_string()),
            }
        }
    }

    fn currencies(&mut self, requested: Currency) {
        let requested = requested.code().to_owned();
        let found = self.all(&self.response.currency, "divisa");
        self.compare("currency", &requested, found, |text| {
            // The service's tables call pesos by both codes.
            Some(if text == "MXP" { "MXN" } else { text }.to_owned())
        });
    }

    /// Compares the last four digits, where an echo ends in them.
    fn card(&mut self, last_four: Option<&str>) {
        for text in self.all(&self.response.card, "numeroTarjeta") {
            let end = text
                .len()
                .checked_sub(4)
                .and_then(|start| text.get(start..));
            let end = end.filter(|end| end.bytes().all(|byte| byte.is_ascii_digit()));
            if let (Some(end), Some(last_four)) = (end, last_four)
                && end != last_four
            {
                let message = "the response is about a card with other last digits";
                self.evidence.differs("card.number", message);
            }
        }
    }

    fn faults(&mut self) {
        if !self.response.fault.message.is_empty() || self.response.is_fault() {
            self.evidence.contradicts("the server reports a fault");
        }
    }

    /// What is in no document beside a result: faults, and words against its own flag.
    fn contradictions(&mut self, is_done: bool) {
        let response = self.response;
        self.faults();
        let evidence = &mut self.evidence;
        let failed = |word: &str| ["error", "fail", "0"].contains(&word);
        if is_done && response.status.words().any(failed) {
            evidence.contradicts("status is not a success");
        }
        let texts = values(&response.text).chain(values(&response.gateway_text));
        for text in texts {
            match (tone(text), is_done) {
                (Tone::Refusal, true) => evidence.contradicts("its text is that of a refusal"),
                (Tone::Success, false) => evidence.contradicts("its text is that of a success"),
                _ => {}
            }
        }
    }
}

/// Adds what flags say: 1 for the call, 0 against it, anything else neither.
fn flags<'a>(evidence: &mut Evidence, name: &str, flags: impl Iterator<Item = &'a str>) {
    for text in flags {
        match convert::flag(text) {
            Some(true) => evidence.supports(format!("{name} is 1")),
            Some(false) => evidence.refutes(format!("{name} is 0")),
            None => evidence.contradicts(format!("{name} is neither 1 nor 0")),
        }
    }
}

fn says(texts: &Texts, flag: bool) -> bool {
    values(texts).any(|text| convert::flag(text) == Some(flag))
}

/// The distinct numbers among the values of a member.
fn numbers(texts: &Texts) -> Vec<&str> {
    let mut numbers: Vec<&str> = values(texts)
        .filter(|text| convert::is_number(text))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// What the words of a text say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Success,
    Refusal,
    Neither,
}

fn tone(text: &str) -> Tone {
    const REFUSALS: [&str; 13] = [
        "denied",
        "declin",
        "deneg",
        "rechaz",
        "unsuccess",
        "no exito",
        "sin exito",
        "no autoriz",
        "not approv",
        "no aprob",
        "fallid",
        "failed",
        "errores en",
    ];
    const SUCCESSES: [&str; 4] = ["success", "exito", "approved", "aprobad"];
    let text = decoded_once(text).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&REFUSALS) {
        Tone::Refusal
    } else if has(&SUCCESSES) {
        Tone::Success
    } else {
        Tone::Neither
    }
}

/// The response to a one-time charge. Only `autorizado` decides, and only where nothing in the
/// response is against it; `status` only says that the method returned.
pub(crate) fn charge<'a>(
    reader: &'a Reader<'a>,
    response: &'a Response,
    order: &Order<'_>,
) -> Found<'a> {
    let mut found = Found::new(reader, response);
    let authorized: Vec<&str> = found.all(&response.authorized, "autorizado").collect();
    flags(
        &mut found.evidence,
        "autorizado",
        authorized.iter().copied(),
    );
    let is_done = authorized
        .iter()
        .any(|text| convert::flag(text) == Some(true));
    found.contradictions(is_done);

    let evidence = &mut found.evidence;
    let transactions = numbers(&response.transaction);
    if transactions.len() > 1 {
        evidence.contradicts("it has several transaction numbers");
    }
    if is_done {
        if transactions.is_empty() {
            evidence.contradicts("it has no transaction number");
        }
        if !response.error.is_empty() {
            evidence.contradicts("it has an error");
        }
        if says(&response.registered, false) || says(&response.succeeded, false) {
            evidence.contradicts("another flag is 0");
        }
    } else {
        // Declines have been seen with an authorization number, and then say that they are declines.
        let words = values(&response.text).chain(values(&response.error));
        let is_worded = words.into_iter().any(|text| tone(text) == Tone::Refusal);
        if !numbers(&response.authorization).is_empty() && !is_worded {
            evidence.contradicts("it has an authorization number");
        }
        if says(&response.registered, true)
            || says(&response.succeeded, true)
            || !numbers(&response.id).is_empty()
        {
            evidence.contradicts("another member says that something was done");
        }
    }

    found.environment(order.environment);
    let orders = found.all(&response.order, "idPedido");
    let reference = order.reference.to_owned();
    found.compare("reference", &reference, orders, |text| {
        Some(text.trim().to_owned())
    });
    found.amounts(order.amount);
    found.currencies(order.amount.currency());
    found.card(order.last_four);
    let installments = found.all(&response.installments, "mensualidades");
    found.compare("installments", &order.installments, installments, months);
    found
}

/// The months of installments: none and one are a payment in one go.
fn months(text: &str) -> Option<u8> {
    text.parse().ok().map(|months: u8| months.max(1))
}

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

/// Whether the charge of a look-up or a registration went through, where the response agrees with
/// itself about that. `is_alone` says that the response is about nothing but the charge, so that its
/// texts are too.
pub(crate) fn is_charged(reader: &Reader<'_>, response: &Response, is_alone: bool) -> Option<bool> {
    let mut found = Found::new(reader, response);
    flags(
        &mut found.evidence,
        "autorizado",
        values(&response.authorized),
    );
    let is_done = says(&response.authorized, true);
    if is_alone {
        found.contradictions(is_done);
    } else {
        found.faults();
    }
    if is_done && !response.error.is_empty() {
        found.evidence.contradicts("it has an error");
    }
    let words = values(&response.text).chain(values(&response.error));
    let is_worded = words.into_iter().any(|text| tone(text) == Tone::Refusal);
    if !is_done && !numbers(&response.authorization).is_empty() && !is_worded {
        found.evidence.contradicts("it has an authorization number");
    }
    match found.evidence.verdict() {
        Verdict::Done => Some(true),
        Verdict::Refused => Some(false),
        _ => None,
    }
}

/// Whether the response says that it is of the other environment.
pub(crate) fn is_of_other_environment(
    reader: &Reader<'_>,
    response: &Response,
    environment: Environment,
) -> bool {
    let mut found = Found::new(reader, response);
    found.environment(environment);
    matches!(found.evidence.verdict(), Verdict::Mismatch(_))
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
    found.environment(environment);
    let ids = found.all(&response.id, "idRecurrente");
    let ids = ids.chain(found.all(&response.cancelled, "noTransaccion"));
    let requested = id.as_str().to_owned();
    found.compare("id", &requested, ids, |text| Some(text.trim().to_owned()));
    found
}

/// Whether the response says in the documented form that the value of `name` does not exist: one
/// message, under that field or as the only text, in the words that the service uses for unknown
/// keys, with nothing in the response that says otherwise and no echo of another value.
pub(crate) fn says_not_found(response: &Response, name: &str, value: &str) -> bool {
    let mut errors = response.error.iter();
    let (Some((field, text)), None) = (errors.next(), errors.next()) else {
        return false;
    };
    let is_documented = field == name && {
        let text = decoded_once(text).to_lowercase();
        let text = text.trim_end_matches('.');
        let subject = format!("{} {}", name.to_lowercase(), value.to_lowercase());
        [
            "no encontrado",
            "no encontrada",
            "no registrado",
            "no registrada",
        ]
        .iter()
        .any(|words| text == format!("{subject} {words}"))
    };
    let nothing_else = numbers(&response.transaction).is_empty()
        && numbers(&response.authorization).is_empty()
        && numbers(&response.id).is_empty()
        && !says(&response.authorized, true)
        && !says(&response.active, true)
        && !says(&response.registered, true)
        && !says(&response.succeeded, true)
        && !response.is_fault();
    let own = [&response.order, &response.cancelled];
    let mut echoed = own
        .into_iter()
        .flat_map(values)
        .chain(response.echoed("idPedido"))
        .chain(response.echoed("idRecurrente"))
        .chain(response.echoed("noTransaccion"));
    is_documented && nothing_else && echoed.all(|echo| echo == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart() {
        for (text, expected) in [
            ("Transaction has been successful!-Approved", Tone::Success),
            ("Transaction has been successful!-staging", Tone::Success),
            ("Transaccion exitosa", Tone::Success),
            ("Transaction has been denied!", Tone::Refusal),
            ("Transaccion denegada", Tone::Refusal),
            ("Declined_%28General%29.", Tone::Refusal),
            ("Transaction was unsuccessful", Tone::Refusal),
            (
                "Errores en los datos de entrada Validaciones",
                Tone::Refusal,
            ),
            ("Transaccion encontrada", Tone::Neither),
            ("Pago recurrente modificado", Tone::Neither),
            ("", Tone::Neither),
        ] {
            assert_eq!(tone(text), expected, "{text}");
        }
    }
}
