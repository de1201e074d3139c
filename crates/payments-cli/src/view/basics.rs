//! Amounts, times, statuses and personal data.

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// Whether personal data is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// Personal data is replaced with `[personal]`.
    Hide,
    /// Personal data is printed: the operator asked for it.
    Show,
}

impl Privacy {
    /// Prints or hides a personal text.
    pub(crate) fn text(self, text: &core::Personal) -> String {
        match self {
            Self::Show => text.expose().to_owned(),
            Self::Hide => format!("{text:?}"),
        }
    }

    /// Prints or hides an optional personal text.
    pub(crate) fn optional(self, text: Option<&core::Personal>) -> Option<String> {
        text.map(|text| self.text(text))
    }
}

/// An exact amount with its currency.
#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct Money {
    /// The amount as a decimal text, such as `20.50`.
    amount: String,
    /// The ISO 4217 code of the currency, such as `VES`.
    currency: String,
}

impl Money {
    pub(crate) fn of(money: core::Money) -> Self {
        // To the decimals of the currency: `20.00 VES`.
        let text = money.to_string();
        let amount = text.split(' ').next().unwrap_or_default();
        Self {
            amount: amount.to_owned(),
            currency: money.currency().code().to_owned(),
        }
    }

    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.amount, self.currency)
    }
}

/// What may be shown of a card.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Card {
    /// The brand.
    brand: Option<String>,
    /// The last four digits of the number.
    last_four: Option<String>,
}

impl Card {
    pub(crate) fn of(card: &core::MaskedCard) -> Self {
        Self {
            brand: card.brand().map(str::to_owned),
            last_four: card.last_four().map(str::to_owned),
        }
    }

    pub(crate) fn text(&self) -> Option<String> {
        let digits = self.last_four.as_ref().map(|digits| format!("…{digits}"));
        match (&self.brand, digits) {
            (Some(brand), Some(digits)) => Some(format!("{brand} {digits}")),
            (brand, digits) => brand.clone().or(digits),
        }
    }
}

/// Why a payment was declined.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Decline {
    /// The reason: `insufficient_funds`, `expired`, `invalid_number`, `invalid_code`, `limit`,
    /// `fraud`, `call_bank`, or `other`.
    reason: String,
    /// Whether the same payment method may be tried again.
    retryable: bool,
    /// The reason and what to do, for a person.
    pub(crate) advice: String,
}

impl Decline {
    pub(crate) fn of(decline: &core::Decline) -> Self {
        Self {
            reason: status(&decline.reason).0,
            retryable: decline.retryable,
            advice: decline.to_string(),
        }
    }
}

/// A time as the provider reports it: local time in a time zone.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LocalTime {
    /// The local date and time in ISO 8601, such as `2031-01-31T10:00:00`.
    at: String,
    /// The IANA name of the time zone, such as `America/Caracas`.
    time_zone: String,
}

impl LocalTime {
    pub(crate) fn of(time: core::CivilTime) -> Self {
        Self {
            at: iso(time.at()),
            time_zone: time.zone().to_owned(),
        }
    }

    /// The time with its zone, for a person.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.at.replace('T', " "), self.time_zone)
    }

    /// The time to the minute, for a column.
    pub(crate) fn minute(&self) -> String {
        let minute: String = self.at.chars().take("2031-01-31T10:00".len()).collect();
        minute.replace('T', " ")
    }
}

fn iso(at: PrimitiveDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    // Every date and time has these components.
    at.format(format).unwrap_or_default()
}

/// Splits a status into its name and the provider's own words where the name is `other`.
pub(crate) fn status(status: &impl Serialize) -> (String, Option<String>) {
    match serde_json::to_value(status) {
        Ok(Value::String(name)) => (name, None),
        Ok(Value::Object(members)) => {
            let other = members.into_iter().next();
            let (name, words) = other.unwrap_or_else(|| ("other".to_owned(), Value::Null));
            (name, words.as_str().map(str::to_owned))
        }
        _ => ("other".to_owned(), None),
    }
}

/// A status for a person: `awaiting approval`, or the provider's own words.
pub(crate) fn status_text(status: &str, provider_status: Option<&str>) -> String {
    match provider_status {
        Some(words) if !words.is_empty() => format!("unknown: {words}"),
        Some(_) => "unknown".to_owned(),
        None => status.replace('_', " "),
    }
}

/// Joins warnings into one text.
pub(crate) fn note(texts: &[String]) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join("; "))
}

#[cfg(test)]
mod tests {
    use payments_core::{CivilTime, Currency, PaymentStatus, Personal};
    use time::macros::datetime;

    use super::*;

    #[test]
    fn times_are_iso_8601_in_json() {
        let time = CivilTime::new(datetime!(2014-06-11 11:44:07), "America/Mexico_City");
        let time = LocalTime::of(time);
        let json = serde_json::to_value(&time).unwrap();
        assert_eq!(json["at"], "2014-06-11T11:44:07");
        assert_eq!(json["time_zone"], "America/Mexico_City");
        assert_eq!(time.minute(), "2014-06-11 11:44");
        assert_eq!(time.text(), "2014-06-11 11:44:07 America/Mexico_City");
    }

    #[test]
    fn a_status_is_one_word_and_an_unknown_one_keeps_the_words_of_the_provider() {
        let known = status(&PaymentStatus::AwaitingApproval);
        assert_eq!(known, ("awaiting_approval".to_owned(), None));
        assert_eq!(status_text(&known.0, None), "awaiting approval");
        let other = status(&PaymentStatus::Other("frozen".to_owned()));
        assert_eq!(other, ("other".to_owned(), Some("frozen".to_owned())));
        assert_eq!(status_text("other", Some("frozen")), "unknown: frozen");
        assert_eq!(status_text("other", Some("")), "unknown");
    }

    #[test]
    fn personal_data_is_printed_on_request_only() {
        let name = Personal::new("Ana Ejemplo");
        assert_eq!(Privacy::Hide.text(&name), "[personal]");
        assert_eq!(Privacy::Show.text(&name), "Ana Ejemplo");
        assert_eq!(Privacy::Show.optional(None), None);
    }

    #[test]
    fn an_amount_keeps_its_decimals() {
        for (amount, expected) in [("20.5", "20.50"), ("20", "20.00"), ("-0.01", "-0.01")] {
            let money = Money::of(core::Money::parse(amount, Currency::VES).unwrap());
            assert_eq!(money.amount, expected);
            assert_eq!(money.text(), format!("{expected} VES"));
        }
    }
}
