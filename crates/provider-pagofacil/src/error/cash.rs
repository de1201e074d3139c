//! The table of the states of cash orders and of the refusals of calls about them.
//!
//! A refusal is `error` 1, or a map of field to message, with the reason in `message`. No reason is
//! published.

use http::StatusCode;
use payments_core::evidence::Verdict;
use payments_core::{Error, ErrorKind, Outcome, PaymentStatus, ProviderReply, Result, Violation};
use payments_kit::codec::{DecodeError, Reader, WithOutput};

use super::{Unusable, error, of_status, refusal, unusable};
use crate::convert;
use crate::wire::{CASH_FIELDS, CashResponse, decoded_once, values};

/// The status of a cash order by its number, and a warning where it is none of the known ones.
///
/// The numbers are those of the webhooks, in the plugins of the company: 1 and 2 open, 3 cancelled,
/// 4 paid. That a look-up shows them under `status` is a guess, for no document shows its response.
/// Only these exact digits are a state: anything else is unknown, neither pending nor paid.
/// `is_expired` tells a 3 that came by time.
pub(crate) fn cash_status(texts: &[&str], is_expired: bool) -> (PaymentStatus, Option<String>) {
    let warning = match texts {
        ["1" | "2"] => return (PaymentStatus::AwaitingApproval, None),
        ["3"] if is_expired => return (PaymentStatus::Expired, None),
        ["3"] => return (PaymentStatus::Cancelled, None),
        ["4"] => return (PaymentStatus::Paid, None),
        [] => "the service shows no state of the order".to_owned(),
        [other] => format!("the state {other} of the order is not known"),
        _ => "the service shows several states of the order".to_owned(),
    };
    (PaymentStatus::Other(texts.join(" ")), Some(warning))
}

/// Maps a status and a body to an error, unless there is a document.
pub(crate) fn check_cash<'body>(
    reader: &Reader<'_>,
    status: StatusCode,
    body: std::result::Result<WithOutput<'body, CashResponse>, DecodeError>,
) -> Result<WithOutput<'body, CashResponse>> {
    match status.as_u16() {
        200 | 400 => body.map_err(|reason| unusable(reader, Unusable::Unreadable(reason))),
        status => Err(of_status(reader.operation(), status)),
    }
}

/// The error of a response that refuses the call, if it does.
pub(crate) fn of_cash_refusal(reader: &Reader<'_>, response: &CashResponse) -> Option<Error> {
    let mut errors = values(&response.error);
    errors
        .any(|text| convert::flag(text) != Some(false))
        .then(|| refused(reader, response))
}

/// The error of a verdict that is not a success.
pub(crate) fn of_cash_verdict(
    reader: &Reader<'_>,
    response: &CashResponse,
    verdict: Verdict,
) -> Option<Error> {
    match verdict {
        Verdict::Done => None,
        Verdict::Refused => Some(refused(reader, response)),
        Verdict::Mismatch(differences) => {
            let mismatch = error(reader.operation(), ErrorKind::Mismatch, Outcome::Unknown)
                .with_detail("the response is about another order")
                .with_violations(differences);
            Some(with_message(mismatch, reader, response))
        }
        Verdict::Undecided(reason) => {
            Some(with_message(reader.unreadable(reason), reader, response))
        }
    }
}

/// A refusal, of a field where the message begins with its name or is under it.
fn refused(reader: &Reader<'_>, response: &CashResponse) -> Error {
    let operation = reader.operation();
    let mut violations: Vec<Violation> = response
        .error
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, text)| Violation::new(path(name).unwrap_or(name), message(reader, text)))
        .collect();
    let reason = values(&response.message).next().unwrap_or_default();
    let first = decoded_once(reason);
    let first = first.split_whitespace().next().unwrap_or_default();
    let first = first.trim_matches(['\'', '"', ':']);
    if violations.is_empty() {
        // In the words that the service has for unknown keys; no document shows them for orders.
        let is_absent = first == "reference" && says_absent(reason);
        if is_absent {
            let absent = error(operation, ErrorKind::NotFound, Outcome::Rejected);
            return with_message(absent, reader, response);
        }
        violations.extend(path(first).map(|path| Violation::new(path, message(reader, reason))));
    }
    let refused = if violations.is_empty() {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    } else {
        refusal(operation, violations)
    };
    with_message(refused, reader, response)
}

fn says_absent(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = ["no encontrad", "no registrad"];
    words.iter().any(|word| text.contains(word))
}

fn path(name: &str) -> Option<&'static str> {
    let mut fields = CASH_FIELDS.iter();
    fields
        .find(|(wire, _)| *wire == name)
        .map(|(_, path)| *path)
}

fn message(reader: &Reader<'_>, text: &str) -> String {
    convert::redact(reader, text)
}

fn with_message(error: Error, reader: &Reader<'_>, response: &CashResponse) -> Error {
    match values(&response.message).next() {
        Some(text) => error.with_reply(ProviderReply::new().with_message(&message(reader, text))),
        None => error,
    }
}
