//! From the service's members to subscriptions and charges.

use std::collections::BTreeMap;

use payments_core::codec::{AmountError, Scalar, parse_civil, parse_date};
use payments_core::{
    Charge, ChargeOutcome, CivilTime, Currency, MaskedCard, Money, MoneyError, Schedule,
};

use crate::error::scrub;
use crate::wire::{Answer, Data, WireOperation};

/// The guide's times bear no zone; the service runs in Mexico City.
const ZONE: &str = "America/Mexico_City";

pub(crate) fn time(text: &Scalar) -> Option<CivilTime> {
    parse_civil(text.text()?, ZONE)
}

/// An amount in pesos; nothing where there is none.
pub(crate) fn pesos(amount: &Scalar) -> Result<Option<Money>, MoneyError> {
    let read: Result<_, AmountError> = amount.decimal();
    read?
        .map(|amount| Money::new(amount, Currency::MXN))
        .transpose()
}

/// A schedule, where the service tells its day and its start.
pub(crate) fn schedule(day: &Scalar, start: &Scalar, end: &Scalar) -> Option<Schedule> {
    let start = parse_date(start.text()?)?;
    let schedule = Schedule::monthly(day.text()?.parse().ok()?, start);
    Some(match end.text().and_then(parse_date) {
        Some(end) => schedule.with_end(end),
        None => schedule,
    })
}

pub(crate) fn card(brand: &Scalar, echo: &Scalar) -> MaskedCard {
    MaskedCard::from_echo(
        brand.text().map(str::to_owned),
        echo.text().unwrap_or_default(),
    )
}

/// What the service tells beyond the members that have a place of their own.
pub(crate) fn details(data: &Data<'_>, answer: &Answer) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = answer
        .others
        .iter()
        .map(|(name, text)| (name.clone(), scrub(data, text)))
        .collect();
    if let Some(text) = answer.text.text() {
        details.insert("texto".to_owned(), scrub(data, text));
    }
    details
}

/// Whether a charge went through. Only a clear flag says so.
pub(crate) fn outcome(authorized: &Scalar) -> ChargeOutcome {
    match authorized.flag() {
        Some(true) => ChargeOutcome::Approved,
        Some(false) => ChargeOutcome::Declined,
        None => ChargeOutcome::Other(authorized.text().unwrap_or_default().to_owned()),
    }
}

/// A number of the service that may say that there is none.
pub(crate) fn number(text: &Scalar) -> Option<String> {
    text.text()
        .filter(|text| !matches!(*text, "n/a" | "0"))
        .map(str::to_owned)
}

/// One charge among those of a subscription.
pub(crate) fn charge(data: &Data<'_>, operation: WireOperation) -> Result<Charge, MoneyError> {
    let message: Vec<&str> = operation.error.iter().map(|(_, text)| text).collect();
    Ok(Charge {
        id: number(&operation.transaction).or_else(|| number(&operation.number)),
        outcome: outcome(&operation.authorized),
        amount: pesos(&operation.amount)?,
        authorization: number(&operation.authorization),
        at: time(&operation.at),
        message: (!message.is_empty()).then(|| scrub(data, &message.join(" "))),
    })
}
