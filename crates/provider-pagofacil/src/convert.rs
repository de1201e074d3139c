//! Conversions from wire shapes to domain types.

use std::collections::BTreeMap;

use payments_core::redact::Secrets;
use payments_core::{
    Charge, ChargeOutcome, CivilTime, Currency, Environment, MaskedCard, MerchantReference, Money,
    MoneyError, PaymentRequest, Personal, Schedule,
};
use payments_kit::codec::{Number, Scalar, parse_civil, parse_date};

use crate::error::scrub;
use crate::model::Transaction;
use crate::wire::{Response, WireOperation, WireTransaction, decoded_once};

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

pub(crate) fn card(secrets: &Secrets, brand: &Scalar, echo: &Scalar) -> MaskedCard {
    MaskedCard::from_echo(words(secrets, brand), echo.text().unwrap_or_default())
}

/// A text of the service, redacted.
pub(crate) fn words(secrets: &Secrets, text: &Scalar) -> Option<String> {
    text.text().map(|text| scrub(secrets, text))
}

/// A reference of the merchant or a number of the service. It is kept unchanged even if it looks
/// like a card number, unless it shows a secret of this call.
pub(crate) fn own(secrets: &Secrets, text: &Scalar) -> Option<String> {
    text.text().map(|text| own_text(secrets, text.to_owned()))
}

fn own_text(secrets: &Secrets, text: String) -> String {
    let decoded = decoded_once(&text);
    if secrets.redact_value(&*decoded) == *decoded {
        secrets.redact_value(text)
    } else {
        scrub(secrets, text)
    }
}

/// The members without a field in the domain types.
pub(crate) fn details(secrets: &Secrets, response: &Response) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = response
        .others
        .iter()
        .map(|(name, text)| (scrub(secrets, name), scrub(secrets, text)))
        .collect();
    for (name, text) in [("texto", &response.text), ("mode", &response.mode)] {
        if let Some(text) = words(secrets, text) {
            details.insert(name.to_owned(), text);
        }
    }
    details
}

/// The outcome of a charge. Only a clear flag decides it.
pub(crate) fn outcome(secrets: &Secrets, authorized: &Scalar) -> ChargeOutcome {
    match authorized.flag() {
        Some(true) => ChargeOutcome::Approved,
        Some(false) => ChargeOutcome::Declined,
        None => ChargeOutcome::Other(words(secrets, authorized).unwrap_or_default()),
    }
}

/// A number of the service, if there is one.
pub(crate) fn number(secrets: &Secrets, text: &Scalar) -> Option<String> {
    own(secrets, text).filter(|number| is_number(number))
}

/// [`number`] of a text that is not used again.
pub(crate) fn into_number(secrets: &Secrets, text: Scalar) -> Option<String> {
    let number = text.into_text().map(|text| own_text(secrets, text));
    number.filter(|number| is_number(number))
}

fn is_number(text: &str) -> bool {
    !matches!(text, "n/a" | "0")
}

/// One charge among those of a subscription.
pub(crate) fn charge(secrets: &Secrets, operation: &WireOperation) -> Result<Charge, MoneyError> {
    let message: Vec<&str> = operation.error.iter().map(|(_, text)| text).collect();
    Ok(Charge::new(outcome(secrets, &operation.authorized))
        .with_id(
            number(secrets, &operation.transaction).or_else(|| number(secrets, &operation.number)),
        )
        .with_amount(pesos(operation.amount)?)
        .with_authorization(number(secrets, &operation.authorization))
        .with_at(time(&operation.at))
        .with_message((!message.is_empty()).then(|| scrub(secrets, message.join(" ")))))
}

/// One transaction of a report, under its member name there.
pub(crate) fn transaction(
    secrets: &Secrets,
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
        id: own(secrets, &wire.id).unwrap_or(name),
        reference: own(secrets, &wire.order_id).map(MerchantReference::new),
        outcome: outcome(secrets, &wire.authorized),
        status: words(secrets, &wire.status),
        amount: pesos(wire.amount)?,
        at: time(&wire.timestamp),
        authorization: number(secrets, &wire.authorization_number),
        message: words(secrets, &wire.processor_message),
        kind: words(secrets, &wire.transaction_type),
        via: words(secrets, &wire.transaction_via),
        branch_id: words(secrets, &wire.branch_id),
        branch_name: words(secrets, &wire.branch_name),
        params: params.map(personal),
        card: card(secrets, &wire.card.brand, &wire.card.last_four),
        card_country: words(secrets, &wire.card.country),
        card_bank: words(secrets, &wire.card.bank),
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
