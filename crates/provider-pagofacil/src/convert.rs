//! From the service's members to subscriptions and charges.

use std::collections::BTreeMap;

use payments_core::redact;
use payments_core::{
    Charge, ChargeOutcome, CivilTime, Currency, Environment, MaskedCard, MerchantReference, Money,
    MoneyError, PaymentRequest, Personal, Schedule,
};
use payments_kit::codec::{Number, Scalar, parse_civil, parse_date};

use crate::Transaction;
use crate::error::scrub;
use crate::wire::{Answer, Data, WireOperation, WireTransaction, decoded_once};

/// The guide's times bear no zone; the service runs in Mexico City.
const ZONE: &str = "America/Mexico_City";

pub(crate) fn time(text: &Scalar) -> Option<CivilTime> {
    parse_civil(text.text()?, ZONE)
}

/// An amount in pesos; nothing where there is none.
pub(crate) fn pesos(amount: Number) -> Result<Option<Money>, MoneyError> {
    money(amount, Currency::MXN)
}

/// An amount; nothing where there is none.
pub(crate) fn money(amount: Number, currency: Currency) -> Result<Option<Money>, MoneyError> {
    let amount = amount.decimal()?;
    amount
        .map(|amount| Money::new(amount, currency))
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

pub(crate) fn card(data: &Data<'_>, brand: &Scalar, echo: &Scalar) -> MaskedCard {
    MaskedCard::from_echo(words(data, brand), echo.text().unwrap_or_default())
}

/// A text in the service's words.
pub(crate) fn words(data: &Data<'_>, text: &Scalar) -> Option<String> {
    text.text().map(|text| scrub(data, text))
}

/// A text of the merchant's own, or a number of the service's: it stays whatever it looks like,
/// unless it gives away a secret of this very call.
pub(crate) fn own(data: &Data<'_>, text: &Scalar) -> Option<String> {
    text.text().map(|text| own_text(data, text.to_owned()))
}

fn own_text(data: &Data<'_>, text: String) -> String {
    let secrets = data.secrets();
    if redact::shows(secrets, &text) || redact::shows(secrets, &decoded_once(&text)) {
        scrub(data, text)
    } else {
        text
    }
}

/// What the service tells beyond the members that have a place of their own.
pub(crate) fn details(data: &Data<'_>, answer: &Answer) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = answer
        .others
        .iter()
        .map(|(name, text)| (scrub(data, name), scrub(data, text)))
        .collect();
    for (name, text) in [("texto", &answer.text), ("mode", &answer.mode)] {
        if let Some(text) = words(data, text) {
            details.insert(name.to_owned(), text);
        }
    }
    details
}

/// Whether a charge went through. Only a clear flag says so.
pub(crate) fn outcome(data: &Data<'_>, authorized: &Scalar) -> ChargeOutcome {
    match authorized.flag() {
        Some(true) => ChargeOutcome::Approved,
        Some(false) => ChargeOutcome::Declined,
        None => ChargeOutcome::Other(words(data, authorized).unwrap_or_default()),
    }
}

/// A number of the service that may say that there is none.
pub(crate) fn number(data: &Data<'_>, text: &Scalar) -> Option<String> {
    own(data, text).filter(|number| is_number(number))
}

/// [`number`] of a text that nobody else needs.
pub(crate) fn into_number(data: &Data<'_>, text: Scalar) -> Option<String> {
    let number = text.into_text().map(|text| own_text(data, text));
    number.filter(|number| is_number(number))
}

fn is_number(text: &str) -> bool {
    !matches!(text, "n/a" | "0")
}

/// One charge among those of a subscription.
pub(crate) fn charge(data: &Data<'_>, operation: &WireOperation) -> Result<Charge, MoneyError> {
    let message: Vec<&str> = operation.error.iter().map(|(_, text)| text).collect();
    Ok(Charge {
        id: number(data, &operation.transaction).or_else(|| number(data, &operation.number)),
        outcome: outcome(data, &operation.authorized),
        amount: pesos(operation.amount)?,
        authorization: number(data, &operation.authorization),
        at: time(&operation.at),
        message: (!message.is_empty()).then(|| scrub(data, message.join(" "))),
    })
}

/// One transaction of a report, which keeps it under `name`.
pub(crate) fn transaction(
    data: &Data<'_>,
    name: String,
    wire: &WireTransaction,
) -> Result<Transaction, MoneyError> {
    let params = [
        &wire.param_1,
        &wire.param_2,
        &wire.param_3,
        &wire.param_4,
        &wire.param_5,
    ];
    Ok(Transaction {
        id: own(data, &wire.id).unwrap_or(name),
        reference: own(data, &wire.order_id).map(MerchantReference::new),
        outcome: outcome(data, &wire.authorized),
        status: words(data, &wire.status),
        amount: pesos(wire.amount)?,
        at: time(&wire.timestamp),
        authorization: number(data, &wire.authorization_number),
        message: words(data, &wire.processor_message),
        kind: words(data, &wire.transaction_type),
        via: words(data, &wire.transaction_via),
        branch_id: words(data, &wire.branch_id),
        branch_name: words(data, &wire.branch_name),
        params: params.map(personal),
        card: card(data, &wire.card.brand, &wire.card.last_four),
        card_country: words(data, &wire.card.country),
        card_bank: words(data, &wire.card.bank),
        cardholder_email: personal(&wire.cardholder.email),
        cardholder_name: personal(&wire.cardholder.name),
    })
}

fn personal(text: &Scalar) -> Option<Personal> {
    text.text().map(Personal::new)
}

/// What is odd about an answer to a charge although it decides: it comes from the other
/// environment, or echoes another request.
pub(crate) fn oddities(
    answer: &Answer,
    environment: Environment,
    request: &PaymentRequest,
    amount: Money,
) -> Vec<String> {
    let mode = match answer.mode.text() {
        Some("R" | "S") => Some(Environment::Sandbox),
        Some("P" | "PRD") => Some(Environment::Production),
        _ => None,
    };
    let echoed = &answer.sent;
    let other_order = |order: &str| order != request.reference().as_str();
    let other_amount = |echo: Money| echo.amount() != amount.amount();
    let odd = [
        (
            mode.is_some_and(|mode| mode != environment),
            "the answer says that it comes from the other environment",
        ),
        (
            echoed.order.text().is_some_and(other_order),
            "the answer echoes another idPedido",
        ),
        (
            pesos(echoed.amount).is_ok_and(|echo| echo.is_some_and(other_amount)),
            "the answer echoes another amount",
        ),
    ];
    let odd = odd.into_iter().filter(|(is_odd, _)| *is_odd);
    odd.map(|(_, warning)| warning.to_owned()).collect()
}
