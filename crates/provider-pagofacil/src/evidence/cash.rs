//! The evidence in the responses of calls about cash orders.

use payments_core::evidence::Evidence;
use payments_core::{MoneyError, PaymentId};
use payments_kit::codec::{Reader, Texts};

use super::{Tone, tone};
use crate::convert;
use crate::wire::{CashPurchase, CashResponse, values};

/// What the response to a new order proves, with warnings about echoes that could not be compared.
///
/// `error` 0 beside one order with one reference is a success, `error` 1 or a map of fields without
/// an order is a refusal, and anything else decides nothing.
pub(crate) fn cash_order(
    reader: &Reader<'_>,
    response: &CashResponse,
    purchase: &CashPurchase<'_>,
) -> (Evidence, Vec<String>) {
    let mut evidence = Evidence::new();
    let mut warnings = Vec::new();
    errors(&mut evidence, response);
    let is_done = values(&response.error).any(|text| convert::flag(text) == Some(false));
    for text in values(&response.message) {
        match (tone(text), is_done) {
            (Tone::Refusal, true) => evidence.contradicts("its message is that of a refusal"),
            (Tone::Success, false) => evidence.contradicts("its message is that of a success"),
            _ => {}
        }
    }
    let orders = response.charge.0.as_slice();
    let references = orders.iter().flat_map(|order| distinct(&order.reference));
    match (references.count(), is_done) {
        (1, true) | (0, false) => {}
        (_, true) => evidence.contradicts("it has not one order with one reference"),
        (_, false) => evidence.contradicts("it has an order"),
    }
    if !response.charges.0.is_empty() || orders.len() > 1 {
        evidence.contradicts("it has several orders");
    }
    for order in orders {
        for found in values(&order.customer_order) {
            if found != purchase.reference {
                let found = convert::value(reader, found);
                evidence.differs(
                    "reference",
                    format!("is {found}, not {}", purchase.reference),
                );
            }
        }
        let requested = purchase.amount;
        for text in values(&order.amount) {
            match convert::amount(text, requested.currency(), &mut warnings) {
                Ok(amount) if amount == requested => {}
                Ok(amount) => {
                    evidence.differs("amount", format!("is {amount}, not {requested}"));
                }
                Err(MoneyError::Amount(_)) => warnings
                    .push("the response repeats the amount in an unreadable form".to_owned()),
                Err(reason) => evidence.differs("amount", reason.to_string()),
            }
        }
        for found in values(&order.store) {
            if is_code(found) && is_code(purchase.store) && found != purchase.store {
                let found = convert::redact(reader, found);
                evidence.differs(
                    "method.store",
                    format!("is {found}, not {}", purchase.store),
                );
            }
        }
        // A new order is open.
        for state in values(&order.status) {
            if !["1", "2"].contains(&state) {
                evidence.contradicts("its state is not that of an open order");
            }
        }
    }
    (evidence, warnings)
}

/// What the response to a look-up proves: that it shows this order, or refuses.
pub(crate) fn cash_look_up(
    reader: &Reader<'_>,
    response: &CashResponse,
    id: &PaymentId,
) -> Evidence {
    let mut evidence = Evidence::new();
    for text in values(&response.error) {
        match convert::flag(text) {
            Some(false) => {}
            _ => evidence.refutes("it has an error"),
        }
    }
    let [order] = response.charge.0.as_slice() else {
        if response.charge.0.len() > 1 {
            evidence.contradicts("it has several orders");
        }
        return evidence;
    };
    let found = distinct(&order.reference);
    if found.as_slice() == [id.as_str()] {
        evidence.supports("it has the order");
    }
    for other in found.iter().filter(|found| **found != id.as_str()) {
        let other = convert::value(reader, other);
        evidence.differs("id", format!("is {other}, not {id}"));
    }
    evidence
}

fn errors(evidence: &mut Evidence, response: &CashResponse) {
    for (name, text) in response.error.iter() {
        match convert::flag(text) {
            _ if !name.is_empty() => evidence.refutes("error names a field"),
            Some(false) => evidence.supports("error is 0"),
            Some(true) => evidence.refutes("error is 1"),
            None => evidence.contradicts("error is neither 0 nor 1"),
        }
    }
}

fn distinct(texts: &Texts) -> Vec<&str> {
    let mut found: Vec<&str> = values(texts).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a text looks like the code of a store, and not like its name.
fn is_code(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !text.is_empty() && text.bytes().all(is_part)
}
