//! Conversions from wire shapes to domain types.

mod cash;

use std::borrow::Cow;
use std::collections::BTreeMap;

use payments_core::{
    Charge, ChargeOutcome, Currency, DecimalError, MaskedCard, MerchantReference, Money,
    MoneyError, Payment, PaymentId, PaymentStatus, Personal, Schedule, Unreadable,
};
use payments_kit::codec::{Number, Reader, Scalar, Texts, money, noise_warning, parse_date};

use crate::model::Transaction;
use crate::wire::{Response, WireOperation, WireTransaction, decoded_once, values};

pub(crate) use cash::{CashOrder, is_card_charge, store};

/// The members of a response that are kept in the details of a subscription: what is known to hold
/// neither card data nor personal data.
const DETAILS: [&str; 6] = [
    "empresa",
    "idCargo",
    "idCargos",
    "TransIni",
    "totalAttempts",
    "intentos",
];

/// Redacts a text of the service, also where it was percent-encoded.
pub(crate) fn redact<'a>(reader: &Reader<'_>, text: impl Into<Cow<'a, str>>) -> String {
    let text = reader.secrets().redact(decoded_once(text));
    without_masked_number(text)
}

/// A masked card number shows its first six and its last four digits: ten of sixteen, so that the
/// first ones are masked too.
fn without_masked_number(text: String) -> String {
    let is_mask = |c: char| matches!(c, '*' | '•' | 'X' | 'x' | '#');
    if !text.contains(is_mask) {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        let digits = from
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(from.len());
        let (run, after) = from.split_at(digits);
        let gap = after.trim_start_matches([' ', '-']);
        kept.push_str(before);
        kept.push_str(if run.len() >= 4 && gap.starts_with(is_mask) {
            "[digits]"
        } else {
            run
        });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The message about a field, redacted. What it quotes of a card, in however many digits, is dropped.
pub(crate) fn message(reader: &Reader<'_>, field: &str, text: &str) -> String {
    const CARD: [&str; 4] = ["numeroTarjeta", "cvt", "mesExpiracion", "anyoExpiracion"];
    let is_about_card = CARD
        .iter()
        .any(|name| field.contains(name) || text.contains(name));
    if !is_about_card {
        return redact(reader, text);
    }
    let decoded = decoded_once(text);
    let mut kept = String::with_capacity(decoded.len());
    for (index, piece) in decoded
        .split(['\'', '"', '`', '‘', '’', '“', '”'])
        .enumerate()
    {
        // Every second piece is quoted.
        if index % 2 == 1 && !CARD.contains(&piece) {
            kept.push_str("'[secret]'");
        } else {
            kept.push_str(piece);
        }
    }
    let masked = kept.replace(|c: char| c.is_numeric(), "#");
    redact(reader, masked)
}

/// A reference of the merchant or a number of the service. It is kept unchanged even if it looks
/// like a card number, unless it shows a secret of this call.
pub(crate) fn value(reader: &Reader<'_>, text: &str) -> String {
    let secrets = reader.secrets();
    let decoded = decoded_once(text);
    let kept = secrets.redact_value(&*decoded);
    match decoded {
        Cow::Borrowed(text) if kept == text => kept,
        Cow::Owned(decoded) if kept == decoded => secrets.redact_value(text),
        _ => redact(reader, text),
    }
}

/// A number of the service, if there is one.
pub(crate) fn number(reader: &Reader<'_>, text: Option<&str>) -> Option<String> {
    text.filter(|text| is_number(text))
        .map(|text| value(reader, text))
}

/// Whether a text is a number of the service and not one of the words for none.
pub(crate) fn is_number(text: &str) -> bool {
    let is_none = |none: &str| text.eq_ignore_ascii_case(none);
    !["n/a", "na", "null", "none", "true", "false", "-"]
        .iter()
        .any(|none| is_none(none))
        && !text.chars().all(|c| c == '0')
}

/// An amount, with a warning where it had the noise of a float.
pub(crate) fn amount(
    text: &str,
    currency: Currency,
    warnings: &mut Vec<String>,
) -> Result<Money, MoneyError> {
    let number = Number::from_text(text);
    let amount = money(number, currency)?;
    warnings.extend(noise_warning(number, currency));
    amount.ok_or(MoneyError::Amount(DecimalError::Syntax))
}

/// A schedule, where the service reports its day and its start.
pub(crate) fn schedule(
    day: Option<&str>,
    start: Option<&str>,
    end: Option<&str>,
) -> Option<Schedule> {
    let start = parse_date(start?)?;
    let schedule = Schedule::monthly(day?.parse().ok()?, start);
    Some(match end.and_then(parse_date) {
        Some(end) => schedule.with_end(end),
        None => schedule,
    })
}

/// The masked card.
pub(crate) fn card(reader: &Reader<'_>, brand: &Scalar, echo: Option<&str>) -> MaskedCard {
    let brand = brand.text().map(|brand| redact(reader, brand));
    MaskedCard::from_echo(brand, echo.unwrap_or_default())
}

/// The members without a field in the domain types, as far as they are known to be harmless.
pub(crate) fn details(reader: &Reader<'_>, response: &Response) -> BTreeMap<String, String> {
    let mut details: BTreeMap<String, String> = response
        .others
        .texts
        .iter()
        .filter(|(name, _)| DETAILS.contains(&name.as_str()))
        .map(|(name, text)| (name.clone(), redact(reader, text)))
        .collect();
    for (name, texts) in [("texto", &response.text), ("mode", &response.mode)] {
        if let Some(text) = Response::first(texts) {
            details.insert(name.to_owned(), redact(reader, text));
        }
    }
    details
}

/// The outcome of a charge. Only flags that agree decide it.
pub(crate) fn outcome(reader: &Reader<'_>, authorized: &Texts) -> ChargeOutcome {
    let mut flags: Vec<Option<bool>> = values(authorized).map(flag).collect();
    flags.dedup();
    match flags.as_slice() {
        [Some(true)] => ChargeOutcome::Approved,
        [Some(false)] => ChargeOutcome::Declined,
        _ => {
            let words: Vec<&str> = values(authorized).map(flag_word).collect();
            ChargeOutcome::Other(redact(reader, words.join(" ")))
        }
    }
}

/// A flag in one form, or the text if it is not a flag.
pub(crate) fn flag_word(text: &str) -> &str {
    match flag(text) {
        Some(true) => "1",
        Some(false) => "0",
        None => text,
    }
}

/// A flag, in the forms that responses have been seen with.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

/// One charge of a subscription. An amount that cannot be read is absent, with a warning.
pub(crate) fn charge(
    reader: &Reader<'_>,
    operation: &WireOperation,
    warnings: &mut Vec<String>,
) -> Charge {
    let text: Vec<&str> = values(&operation.error).collect();
    let id = number(reader, operation.transaction.text());
    let id = id.or_else(|| number(reader, operation.number.text()));
    let amount = operation.amount.text().and_then(|text| {
        let read = amount(text, Currency::MXN, warnings);
        if let Err(reason) = &read {
            let which = id.as_deref().unwrap_or("without a number");
            warnings.push(format!(
                "the amount of charge {which} cannot be read: {reason}"
            ));
        }
        read.ok()
    });
    Charge::new(outcome(reader, &operation.authorized))
        .with_id(id)
        .with_amount(amount)
        .with_authorization(number(reader, operation.authorization.text()))
        .with_at(reader.time(&operation.at))
        .with_message((!text.is_empty()).then(|| redact(reader, text.join(" "))))
}

/// One transaction of a report, under its member name there, or what is known of one that cannot be
/// read. `currency` is that of charges that are not recurring; recurring ones are in pesos.
pub(crate) fn transaction(
    reader: &Reader<'_>,
    name: &str,
    wire: Option<&WireTransaction>,
    currency: Option<Currency>,
) -> Result<Transaction, Unreadable> {
    let name = value(reader, name);
    let named = Some(name.clone()).filter(|name| !name.is_empty());
    let Some(wire) = wire else {
        return Err(Unreadable::new("it is not an object").with_id(named));
    };
    let id = number(reader, wire.id.text()).or(named);
    let reference = wire.order_id.text().map(|text| value(reader, text));
    let unreadable = |reason: &str| {
        Unreadable::new(reason)
            .with_id(id.clone())
            .with_reference(reference.clone())
    };
    let Some(id) = id.clone() else {
        return Err(unreadable("it has no id"));
    };
    let words = |text: &Scalar| text.text().map(|text| redact(reader, text));
    let params = [
        &wire.param_1,
        &wire.param_2,
        &wire.param_3,
        &wire.param_4,
        &wire.param_5,
    ];
    let mut transaction = Transaction {
        id,
        reference: reference.clone().map(MerchantReference::new),
        outcome: outcome(reader, &wire.authorized),
        status: words(&wire.status),
        amount: None,
        at: reader.time(&wire.timestamp),
        authorization: number(reader, wire.authorization_number.text()),
        message: words(&wire.processor_message),
        kind: words(&wire.transaction_type),
        via: words(&wire.transaction_via),
        branch_id: words(&wire.branch_id),
        branch_name: words(&wire.branch_name),
        params: params.map(personal),
        card: card(reader, &wire.card.brand, wire.card.last_four.text()),
        card_country: words(&wire.card.country),
        card_bank: words(&wire.card.bank),
        cardholder_email: personal(&wire.cardholder.email),
        cardholder_name: personal(&wire.cardholder.name),
        warnings: Vec::new(),
    };
    let currency = if transaction.is_recurring() {
        Some(Currency::MXN)
    } else {
        currency
    };
    match (wire.amount.text(), currency) {
        (None, _) => {}
        (Some(_), None) => transaction.warnings.push(
            "the report names no currency, and the client charges in several: the amount is left \
             out"
            .to_owned(),
        ),
        (Some(text), Some(currency)) => match amount(text, currency, &mut transaction.warnings) {
            Ok(amount) => transaction.amount = Some(amount),
            Err(reason) => return Err(unreadable(&format!("its amount: {reason}"))),
        },
    }
    Ok(transaction)
}

/// The payment of a transaction in a report.
pub(crate) fn payment(transaction: Transaction) -> Payment {
    let status = match transaction.outcome {
        ChargeOutcome::Approved => PaymentStatus::Paid,
        ChargeOutcome::Declined => PaymentStatus::Declined,
        ChargeOutcome::Other(words) => PaymentStatus::Other(words),
        _ => PaymentStatus::Other(String::new()),
    };
    Payment::new(PaymentId::new(transaction.id), status, transaction.amount)
        .with_reference(transaction.reference)
        .with_receipt(transaction.authorization)
        .with_created_at(transaction.at)
        .with_card(Some(transaction.card))
        .with_message(transaction.message)
        .with_warnings(transaction.warnings)
}

fn personal(text: &Scalar) -> Option<Personal> {
    text.text().map(Personal::new)
}
