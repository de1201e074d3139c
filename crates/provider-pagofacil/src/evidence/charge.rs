//! The evidence about one-time charges.

use payments_core::evidence::Verdict;
use payments_core::{Environment, Money};
use payments_kit::codec::Reader;

use super::{Found, Tone, flags, numbers, says, tone};
use crate::convert;
use crate::wire::{Response, values};

/// What a one-time charge was asked to do.
pub(crate) struct Order<'a> {
    pub(crate) reference: &'a str,
    pub(crate) amount: Money,
    pub(crate) environment: Environment,
    pub(crate) last_four: Option<&'a str>,
    pub(crate) installments: u8,
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
        if says(&response.registered, true) || says(&response.succeeded, true) {
            evidence.contradicts("another member says that something was done");
        }
    }

    if !numbers(&response.id).is_empty() {
        let message = "the response is about a subscription";
        found.evidence.differs("payment", message);
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
