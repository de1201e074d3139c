//! What each answer of the service means. This is the only place that knows.

use std::borrow::Cow;

use payments_core::redact;
use payments_core::{Error, ErrorKind, Operation, Outcome, ProviderReply, Result, Violation};
use payments_kit::codec::{DecodeError, Noticed, Scalar};
use payments_kit::http::HttpResponse;

use crate::wire::{Answer, Data, ReportStatus, decoded_once, domain_path, is_field};
use crate::{NAME, convert};

/// What is kept of a notice, in characters.
const KEPT_OF_NOTICE: usize = 200;

/// An answer taken out of its envelope.
pub(crate) type Unwrapped<'body> = std::result::Result<Noticed<'body, Box<Answer>>, Unusable>;

/// An answer that does not hold what the method answered.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// It cannot be read.
    Unreadable(DecodeError),
    /// It can be read, and the method's answer is not in it.
    NoAnswer,
    /// It answers another request.
    NotOurs,
    /// The JSON-RPC server reports an error.
    RpcError { code: String, message: String },
}

impl From<DecodeError> for Unusable {
    fn from(reason: DecodeError) -> Self {
        Self::Unreadable(reason)
    }
}

/// What HTTP statuses mean before anybody looks at the body: nothing for 200 and for 400, which
/// the XML endpoint answers with a fault.
///
/// A web server answers 405, 413, 414 and 429 without running the service. 401, 403 and 404 are not
/// among them: a firewall that looks at answers writes those after the service did its work.
pub(crate) fn check_status(operation: Operation, response: &HttpResponse) -> Result<()> {
    let status = response.status().as_u16();
    let (kind, outcome) = match status {
        200 | 400 => return Ok(()),
        404 => (ErrorKind::NotFound, Outcome::Unknown),
        405 | 413 | 414 => (ErrorKind::Refused, Outcome::Rejected),
        429 => (ErrorKind::RateLimited, Outcome::Rejected),
        401 | 403 => (ErrorKind::Forbidden, Outcome::Unknown),
        500..=599 => (ErrorKind::Unavailable, Outcome::Unknown),
        _ => (ErrorKind::UnreadableResponse, Outcome::Unknown),
    };
    Err(error(operation, kind, outcome).with_reply(ProviderReply::of_status(status)))
}

/// What an answer means that does not hold the method's: the call may have been done, but for the
/// JSON-RPC errors that are raised before a method runs.
pub(crate) fn unusable(operation: Operation, data: &Data<'_>, unusable: Unusable) -> Error {
    let unreadable = |detail: &str| {
        error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown).with_detail(detail)
    };
    match unusable {
        Unusable::Unreadable(reason) => unreadable(&reason.to_string()),
        Unusable::NoAnswer => unreadable("the answer does not hold what was asked for"),
        Unusable::NotOurs => unreadable("the answer belongs to another request"),
        Unusable::RpcError { code, message } => {
            // Parse error, invalid request, no such method, invalid parameters.
            let nothing_ran = ["-32700", "-32600", "-32601", "-32602"].contains(&code.as_str());
            let reply = ProviderReply::new()
                .with_code(&scrub(data, &code))
                .with_message(&scrub(data, &message));
            fault(operation, nothing_ran).with_reply(reply)
        }
    }
}

/// Takes the faults of the REST server out of the answers.
///
/// Its dispatcher's own faults mean that nothing ran; any other was raised inside the method, and
/// says nothing about how far that got.
pub(crate) fn check_fault(
    operation: Operation,
    data: &Data<'_>,
    answer: Box<Answer>,
) -> Result<Box<Answer>> {
    if !answer.is_fault() {
        return Ok(answer);
    }
    let message = answer.response.message.text().unwrap_or_default();
    let nothing_ran = [
        "Unknown Method '",
        "No Method Specified.",
        "Invalid Method Call to ",
    ]
    .iter()
    .any(|start| message.starts_with(start));
    let reply = ProviderReply::new().with_message(&scrub(data, message));
    Err(fault(operation, nothing_ran).with_reply(reply))
}

fn fault(operation: Operation, nothing_ran: bool) -> Error {
    if nothing_ran {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    } else {
        error(operation, ErrorKind::Unavailable, Outcome::Unknown)
            .with_detail("the service failed while it worked on the call")
    }
}

/// A refusal for what stands in the request, field by field. Keys of the other environment are
/// refused in the same way.
pub(crate) fn invalid(operation: Operation, data: &Data<'_>, answer: &Answer) -> Error {
    let violations: Vec<Violation> = answer
        .error
        .iter()
        .map(|(name, text)| Violation::new(domain_path(name), scrub(data, text)))
        .collect();
    with_words(refusal(operation, violations), data, answer)
}

/// A refusal of these fields. Where all are keys, the merchant is not known.
fn refusal(operation: Operation, violations: Vec<Violation>) -> Error {
    let about_keys = |violation: &Violation| violation.field().starts_with("keys.");
    let kind = if !violations.is_empty() && violations.iter().all(about_keys) {
        ErrorKind::Credentials
    } else {
        ErrorKind::InvalidRequest
    };
    error(operation, kind, Outcome::Rejected).with_violations(violations)
}

/// An answer that contradicts itself, or says too little to act on.
pub(crate) fn unclear(
    operation: Operation,
    data: &Data<'_>,
    answer: &Answer,
    detail: &str,
) -> Error {
    let error = error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown);
    with_words(error.with_detail(detail), data, answer)
}

/// What a charge came to that was not authorized: a bank declined it, or the service refused what
/// stands in the request before it asked any.
pub(crate) fn not_charged(operation: Operation, data: &Data<'_>, answer: &Answer) -> Error {
    let number = convert::number(data, &answer.transaction);
    let has_words = answer.error.iter().any(|(name, _)| !is_field(name));
    let has_fields = answer.error.iter().any(|(name, _)| is_field(name));
    let has_no_number = answer.transaction.text() == Some("n/a");
    if number.is_some() || (has_words && !has_fields) {
        let words = scrub(data, answer.messages());
        let detail = match number {
            Some(number) => format!("transaction {number}: {words}"),
            None => words,
        };
        let error = error(operation, ErrorKind::Declined, Outcome::Rejected);
        let detail = detail.trim_end_matches([':', ' ']);
        with_words(error.with_detail(detail), data, answer)
    } else if has_fields || has_no_number {
        invalid(operation, data, answer)
    } else {
        let detail = "the charge was not authorized, and the answer says nothing more";
        unclear(operation, data, answer, detail)
    }
}

/// Whether the answer says in so many words that what was asked for under `name` does not exist,
/// and nothing else is wrong.
pub(crate) fn says_not_found(answer: &Answer, name: &str) -> bool {
    let denies = |text: &str| {
        let text = text.to_lowercase();
        ["no encontrad", "no se encontr", "no existe", "not found"]
            .iter()
            .any(|words| text.contains(words))
    };
    if answer.error.is_empty() {
        return answer.text.text().is_some_and(denies);
    }
    let mut errors = answer.error.iter();
    errors.all(|(field, text)| (field == name || !is_field(field)) && denies(text))
}

/// An answer that says what was asked for does not exist.
pub(crate) fn not_found(operation: Operation, data: &Data<'_>, answer: &Answer) -> Error {
    error(operation, ErrorKind::NotFound, Outcome::Rejected)
        .with_detail(scrub(data, answer.text.text().unwrap_or_default()))
}

/// An answer that refuses the call without a word about any field.
pub(crate) fn refused(operation: Operation, data: &Data<'_>, answer: &Answer) -> Error {
    let error = error(operation, ErrorKind::Refused, Outcome::Rejected);
    with_words(error, data, answer)
}

/// A search that the reports refuse: of its field, where the message begins with one.
pub(crate) fn no_report(operation: Operation, data: &Data<'_>, status: &ReportStatus) -> Error {
    let text = |text: &Scalar| scrub(data, text.text().unwrap_or_default());
    let (code, message) = (text(&status.result), text(&status.message));
    let name = message.split_whitespace().next().unwrap_or_default();
    let refused = if data.fields().any(|(sent, _)| sent == name) {
        refusal(operation, vec![Violation::new(domain_path(name), &message)])
    } else {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    };
    let reply = ProviderReply::new().with_code(&code).with_message(&message);
    refused.with_reply(reply)
}

/// The service's words in an error or a result: nothing that the call wants hidden is in them,
/// also where they came percent-encoded.
pub(crate) fn scrub<'a>(data: &Data<'_>, text: impl Into<Cow<'a, str>>) -> String {
    redact::text_without(data.hidden(), decoded_once(text))
}

/// What stood in front of an answer, as a warning.
pub(crate) fn notice(data: &Data<'_>, notice: &str) -> String {
    let mut kept: String = scrub(data, notice)
        .chars()
        .take(KEPT_OF_NOTICE + 1)
        .collect();
    if let Some((end, _)) = kept.char_indices().nth(KEPT_OF_NOTICE) {
        kept.truncate(end);
        kept.push('…');
    }
    format!("the answer had something in front of it: {kept}")
}

pub(crate) fn error(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
    Error::new(NAME, operation, kind, outcome)
}

/// Adds the service's words, if it said any.
fn with_words(error: Error, data: &Data<'_>, answer: &Answer) -> Error {
    match answer.text.text() {
        Some(text) => {
            let reply = ProviderReply::new().with_message(&scrub(data, text));
            error.with_reply(reply)
        }
        None => error,
    }
}
