//! Conversions from wire shapes to domain types.

use std::collections::BTreeMap;

use payments_core::redact;
use payments_core::{
    Charge, ChargeOutcome, CivilTime, Currency, Environment, MaskedCard, MerchantReference, Money,
    MoneyError, PaymentRequest, Personal, Schedule,
};
use payments_kit::codec::{Number, Scalar, parse_civil, parse_date};

use crate::error::scrub;
use crate::model::Transaction;
use crate::wire::{Fields, Response, WireOperation, WireTransaction, decoded_once};

/// The guide's times have no zone; the service runs in Mexico City.
const ZONE: &str = "America/Mexico_City";

pub(crate) fn time(text: &Scalar) -> Option<CivilTime> {
    parse_civil(text.text()?, ZONE)
}

/// An amount in pesos, if there is one.
pub(crate) fn pesos(amount: Number) -> Result<Option<Money>, MoneyError> {
    money(amount, Currency::MXN)
}

/// An amount, if there is one.
pub(crate) fn money(amount: Number, currency: Currency) -> Result<Option<Money>, MoneyError> {
    let amount = amount.decimal()?;
    amount
        .map(|amount| Money::new(amount, currency))
        .transpose()
}

/// A schedule, where the service reports its day and its start.
pub(crate) fn schedule(day: &Scalar, start: &Scalar, end: &Scalar) -> Option<Schedule> {
    let start = parse_date(start.text()?)?;
    let schedule = Schedule::monthly(day.text()?.parse().ok()?, start);
    Some(match end.text().and_then(parse_date) {
        Some(end) => schedule.with_end(end),
        None => schedule,
    })
}

pub(crate) fn card(fields: &Fields<'_>, brand: &Scalar, echo: &Scalar) -> MaskedCard {
    MaskedCard::from_echo(words(fields, brand), echo.text().unwrap_or_default())
}

/// A text of the service, redacted.
pub(crate) fn words(fields: &Fields<'_>, text: &Scalar) -> Option<String> {
    text.text().map(|text| scrub(fields, text))
}

/// A reference of the merchant or a number of the service. It is kept unchanged even if it looks
/// like a card number, unless it shows a secret of this call.
pub(crate) fn own(fields: &Fields<'_>, text: &Scalar) -> Option<String> {
    text.text().map(|text| own_text(fields, text.to_owned()))
}

fn own_text(fields: &Fields<'_>, text: String) -> String {
    let secrets = fields.secrets();
    if redact::shows(secrets, &text) || redact::shows(secrets, &decoded_once(&text)) {
        scrub(fields, text)
    } else {
        text
    }
}

/// The members without a field in the domain types.
pub(crate) fn details(fields: &Fields<'_>, response: &Response) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = response
        .others
        .iter()
        .map(|(name, text)| (scrub(fields, name), scrub(fields, text)))
        .collect();
    for (name, text) in [("texto", &response.text), ("mode", &response.mode)] {
        if let Some(text) = words(fields, text) {
            details.insert(name.to_owned(), text);
        }
    }
    details
}

/// The outcome of a charge. Only a clear flag decides it.
pub(crate) fn outcome(fields: &Fields<'_>, authorized: &Scalar) -> ChargeOutcome {
    match authorized.flag() {
        Some(true) => ChargeOutcome::Approved,
        Some(false) => ChargeOutcome::Declined,
        None => ChargeOutcome::Other(words(fields, authorized).unwrap_or_default()),
    }
}

/// A number of the service, if there is one.
pub(crate) fn number(fields: &Fields<'_>, text: &Scalar) -> Option<String> {
    own(fields, text).filter(|number| is_number(number))
}

/// [`number`] of a text that is not used again.
pub(crate) fn into_number(fields: &Fields<'_>, text: Scalar) -> Option<String> {
    let number = text.into_text().map(|text| own_text(fields, text));
    number.filter(|number| is_number(number))
}

fn is_number(text: &str) -> bool {
    !matches!(text, "n/a" | "0")
}

/// One charge among those of a subscription.
pub(crate) fn charge(fields: &Fields<'_>, operation: &WireOperation) -> Result<Charge, MoneyError> {
    let message: Vec<&str> = operation.error.iter().map(|(_, text)| text).collect();
    Ok(Charge {
        id: number(fields, &operation.transaction).or_else(|| number(fields, &operation.number)),
        outcome: outcome(fields, &operation.authorized),
        amount: pesos(operation.amount)?,
        authorization: number(fields, &operation.authorization),
        at: time(&operation.at),
        message: (!message.is_empty()).then(|| scrub(fields, message.join(" "))),
    })
}

/// One transaction of a report, under its member name there.
pub(crate) fn transaction(
    fields: &Fields<'_>,
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
        id: own(fields, &wire.id).unwrap_or(name),
        reference: own(fields, &wire.order_id).map(MerchantReference::new),
        outcome: outcome(fields, &wire.authorized),
        status: words(fields, &wire.status),
        amount: pesos(wire.amount)?,
        at: time(&wire.timestamp),
        authorization: number(fields, &wire.authorization_number),
        message: words(fields, &wire.processor_message),
        kind: words(fields, &wire.transaction_type),
        via: words(fields, &wire.transaction_via),
        branch_id: words(fields, &wire.branch_id),
        branch_name: words(fields, &wire.branch_name),
        params: params.map(personal),
        card: card(fields, &wire.card.brand, &wire.card.last_four),
        card_country: words(fields, &wire.card.country),
        card_bank: words(fields, &wire.card.bank),
        cardholder_email: personal(&wire.cardholder.email),
        cardholder_name: personal(&wire.cardholder.name),
    })
}

fn personal(text: &Scalar) -> Option<Personal> {
    text.text().map(Personal::new)
}

/// What differs between a charge and the response: the environment, the reference, the amount.
pub(crate) fn differences(
    response: &Response,
    environment: Environment,
    request: &PaymentRequest,
    amount: Money,
) -> Vec<String> {
    let mode = match response.mode.text() {
        Some("R" | "S") => Some(Environment::Sandbox),
        Some("P" | "PRD") => Some(Environment::Production),
        _ => None,
    };
    let echoed = &response.sent;
    let other_order = |order: &str| order != request.reference().as_str();
    let other_amount = |echo: Money| echo.amount() != amount.amount();
    let differences = [
        (
            mode.is_some_and(|mode| mode != environment),
            "the response says that it comes from the other environment",
        ),
        (
            echoed.order.text().is_some_and(other_order),
            "the response echoes another idPedido",
        ),
        (
            pesos(echoed.amount).is_ok_and(|echo| echo.is_some_and(other_amount)),
            "the response echoes another amount",
        ),
    ];
    let found = differences.into_iter().filter(|(differs, _)| *differs);
    found.map(|(_, warning)| warning.to_owned()).collect()
}
