//! The evidence in the responses of calls that move money or create what will: what each member
//! says for and against the call, and whose call it is about.

mod cash;
mod charge;
mod subscription;
#[cfg(feature = "unverified-card-tokens")]
mod tokens;

use std::fmt::Display;

use payments_core::evidence::Evidence;
use payments_core::{Currency, Environment, Money, MoneyError};
use payments_kit::codec::{Reader, Texts};

pub(crate) use cash::{cash_look_up, cash_order};
pub(crate) use charge::{Order, charge, is_charged, is_of_other_environment};
pub(crate) use subscription::{cancellation, is_active, registration};
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use tokens::{card_deleted, card_stored, token_charged};

use crate::convert;
use crate::wire::{Response, decoded_once, values};

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

    /// Compares `status` with the words for such a result. `success` only says that the method
    /// returned, so it comes with a refusal too.
    fn status(&mut self, is_done: bool) {
        let documented: &[&str] = if is_done {
            &["1", "ok", "success"]
        } else {
            &["0", "error", "fail", "success"]
        };
        let mut words = self.response.status.words();
        if words.any(|word| !documented.contains(&word)) {
            self.evidence.contradicts("status says otherwise");
        }
    }

    /// What is in no document beside a result: faults, and words against its own flag.
    fn contradictions(&mut self, is_done: bool) {
        let response = self.response;
        self.faults();
        self.status(is_done);
        let evidence = &mut self.evidence;
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
