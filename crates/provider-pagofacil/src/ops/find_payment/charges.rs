//! Finds the one-time card charges of a merchant's reference: the method `verificar`, and the reports
//! where the API secret is configured.
//!
//! No document shows the response of `verificar`, so it is read for the members of a charge, and
//! nothing that is missing is assumed. It shows one charge of a reference, and the service does not
//! promise to reject a reference that was used before: only the reports show all of them.

use payments_core::{
    ChargeOutcome, Currency, Entry, ErrorKind, Lookup, MerchantReference, Operation, Payment,
    PaymentId, PaymentStatus, Result,
};
use payments_kit::codec::Reader;
use payments_kit::http::Fields;

use crate::client::{Called, Client, Family, Method};
use crate::model::Transaction;
use crate::ops::search_transactions;
use crate::wire::{self, Response, values};
use crate::{convert, error, evidence};

const OPERATION: Operation = Operation::FIND_PAYMENT;
const METHOD: Method = Method(Family::OneTime, "verificar");
const REFERENCE: &str = "idPedido";

const ONE_OF_SEVERAL: &str = "the service shows one charge per reference: others with the same \
                              reference are in the reports only";

pub(super) async fn find(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| {
        fields.field(REFERENCE, reference.as_str());
        fields.secret("idSucursal", caller.branch_id);
        fields.secret("idUsuario", caller.user_id);
    };
    let read = |called: Called<'_>| verified(client, reference, called);
    let verified = client.call(OPERATION, METHOD, write, read).await;
    if client.keys().api_secret().is_none() {
        return Ok(match verified? {
            Some(payment) => Lookup::partial(vec![payment], ONE_OF_SEVERAL),
            None => Lookup::complete(Vec::new()),
        });
    }
    let (verified, failure) = match verified {
        Ok(verified) => (verified, None),
        // The reports may tell what this response does not.
        Err(error) if error.kind() == ErrorKind::UnreadableResponse => (None, Some(error)),
        Err(error) => return Err(error),
    };
    let reported = reported(client, reference).await;
    let shown = verified.is_some() || !reported.payments.is_empty();
    let mut gaps = reported.unattributed;
    match failure {
        Some(error) if !shown => return Err(error),
        Some(error) => {
            let reason = error.detail().unwrap_or_default();
            gaps.push(format!("the look-up by reference failed: {reason}"));
        }
        None => {}
    }
    if shown {
        gaps.extend(reported.gaps);
    }
    let lookup = Lookup::complete(merged(verified, reported.payments));
    Ok(gaps.into_iter().fold(lookup, Lookup::with_gap))
}

/// What the reports show of a reference.
#[derive(Default)]
struct Reported {
    payments: Vec<Payment>,
    /// What was not searched.
    gaps: Vec<String>,
    /// Entries that may be about the reference.
    unattributed: Vec<String>,
}

async fn reported(client: &Client, reference: &MerchantReference) -> Reported {
    let mut found = Reported::default();
    let each = |entry: Entry<Transaction>| match entry {
        Entry::Readable(transaction) if transaction.is_recurring() => {}
        Entry::Readable(transaction) => match &transaction.reference {
            Some(other) if other == reference => {
                found.payments.push(convert::payment(transaction));
            }
            Some(other) if is_near(other.as_str(), reference.as_str()) => {
                let gap = format!(
                    "transaction {} has the similar reference {other}",
                    transaction.id
                );
                found.unattributed.push(gap);
            }
            Some(_) => {}
            None => {
                let gap = format!("transaction {} has no reference", transaction.id);
                found.unattributed.push(gap);
            }
        },
        Entry::Unreadable(entry) => {
            let other = entry.reference.as_deref();
            if other.is_none_or(|other| is_near(other, reference.as_str())) {
                found.unattributed.push(entry.to_string());
            }
        }
    };
    match search_transactions::walk(client, OPERATION, each).await {
        Ok(gaps) => found.gaps.extend(gaps),
        Err(error) => {
            let reason = error.detail().unwrap_or(error.kind().describe());
            let gap = format!("{ONE_OF_SEVERAL}, and these could not be read: {reason}");
            found.gaps.push(gap);
        }
    }
    found
}

/// Whether two references differ in letter case, blanks and leading zeros at most.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    let normal = |text: &str| {
        let text: String = text.split_whitespace().collect();
        text.trim_start_matches('0').to_lowercase()
    };
    normal(one) == normal(other)
}

/// The charges of both sources, newest first. The same charge is in both.
fn merged(verified: Option<Payment>, mut payments: Vec<Payment>) -> Vec<Payment> {
    if let Some(verified) = verified {
        let receipt = verified.receipt();
        let same = |one: &Payment| {
            one.id() == verified.id() || (receipt.is_some() && one.receipt() == receipt)
        };
        match payments.iter_mut().find(|one| same(one)) {
            None => payments.push(verified),
            Some(reported) if reported.status() == verified.status() => *reported = verified,
            Some(reported) => {
                let words = format!(
                    "{:?} by its reference, {:?} in the reports",
                    verified.status(),
                    reported.status()
                );
                let amount = reported.amount().or(verified.amount());
                let disputed = PaymentStatus::Other(words);
                *reported = Payment::new(reported.id().clone(), disputed, amount)
                    .with_reference(reported.reference().cloned())
                    .with_created_at(reported.created_at().or(verified.created_at()));
            }
        }
    }
    payments.sort_by_key(|found| std::cmp::Reverse(found.created_at().map(|time| time.at())));
    payments
}

/// The charge in the response to a look-up; none where the response says so.
fn verified(
    client: &Client,
    reference: &MerchantReference,
    called: Called<'_>,
) -> Result<Option<Payment>> {
    let Called {
        response,
        mut warnings,
        reader,
    } = called;
    let unclear = |detail: &str| Err(error::unclear(&reader, &response, detail));
    if response.is_fault() {
        return unclear("the server reports a fault");
    }
    let mut orders = values(&response.order).chain(response.echoed("idPedido"));
    let mut numbers: Vec<&str> = values(&response.transaction)
        .filter(|text| convert::is_number(text))
        .collect();
    numbers.dedup();
    match numbers.as_slice() {
        [_, ..] if orders.any(|order| order != reference.as_str()) => {
            unclear("the response is about another order")
        }
        [_, ..] if evidence::is_of_other_environment(&reader, &response, client.environment()) => {
            unclear("the response is of the other environment")
        }
        [_, ..] if values(&response.id).any(convert::is_number) => {
            unclear("the response is about a subscription")
        }
        [number] => {
            let id = PaymentId::new(convert::value(&reader, number));
            let amount = amount(client, &reader, &response, &mut warnings);
            let card = wire::card_echo(&response);
            let receipt = convert::number(&reader, Response::first(&response.authorization));
            let message = Response::first(&response.text);
            let status = status(&reader, &response);
            let decline = (status == PaymentStatus::Declined).then(|| error::decline(&response));
            Ok(Some(
                Payment::new(id, status, amount)
                    .with_decline(decline)
                    .with_reference(Some(reference.clone()))
                    .with_receipt(receipt)
                    .with_created_at(reader.time(&response.finished_at))
                    .with_card(Some(convert::card(&reader, &response.card_brand, card)))
                    .with_message(message.map(|text| convert::redact(&reader, text)))
                    .with_warnings(warnings),
            ))
        }
        [_, _, ..] => {
            let numbers: Vec<String> = numbers
                .iter()
                .map(|number| convert::value(&reader, number))
                .collect();
            unclear(&format!(
                "the response shows several charges of the reference: {}",
                numbers.join(", ")
            ))
        }
        [] if evidence::says_not_found(&response, REFERENCE, reference.as_str()) => Ok(None),
        [] if !response.error.is_empty() && !response.has_result() => {
            Err(error::invalid(&reader, &response))
        }
        [] => unclear("the response says neither that there is a charge nor that there is none"),
    }
}

fn status(reader: &Reader<'_>, response: &Response) -> PaymentStatus {
    match evidence::is_charged(reader, response, true) {
        Some(true) => PaymentStatus::Paid,
        Some(false) => PaymentStatus::Declined,
        None => PaymentStatus::Other(match convert::outcome(reader, &response.authorized) {
            ChargeOutcome::Other(words) => words,
            _ => "the response contradicts itself".to_owned(),
        }),
    }
}

/// The amount, where it and its currency can be read. Its own member counts before what was stored,
/// and that before what was sent.
fn amount(
    client: &Client,
    reader: &Reader<'_>,
    response: &Response,
    warnings: &mut Vec<String>,
) -> Option<payments_core::Money> {
    let mut named: Vec<&str> = values(&response.currency)
        .chain(response.echoed("divisa"))
        .collect();
    named.dedup();
    let currency = match named.as_slice() {
        [] => client.currency(),
        ["MXP"] => Some(Currency::MXN),
        [code] => code.parse().ok(),
        _ => None,
    };
    let Some(currency) = currency else {
        let named: Vec<String> = named
            .iter()
            .map(|code| convert::redact(reader, *code))
            .collect();
        warnings.push(match named.as_slice() {
            [] => "the response names no currency, and the client charges in several: the amount \
                   is left out"
                .to_owned(),
            named => format!(
                "the currency of the amount is unclear: {}",
                named.join(", ")
            ),
        });
        return None;
    };
    let texts: Vec<&str> = values(&response.amount)
        .chain(response.echoed("monto"))
        .collect();
    let Some(text) = texts.first() else {
        warnings.push("the response has no amount".to_owned());
        return None;
    };
    let read = |text: &str, warnings: &mut Vec<String>| convert::amount(text, currency, warnings);
    match read(text, warnings) {
        Ok(amount) => {
            let differs =
                |text: &&str| read(text, &mut Vec::new()).is_ok_and(|other| other != amount);
            if texts.iter().any(differs) {
                warnings.push("the response has several amounts".to_owned());
            }
            Some(amount)
        }
        Err(reason) => {
            warnings.push(format!("the amount cannot be read: {reason}"));
            None
        }
    }
}
