//! The table of statuses, faults and error members: what each means for a call.

use std::borrow::Cow;

use payments_core::redact::Secrets;
use payments_core::{
    Error, ErrorKind, Operation, Outcome, ProviderName, ProviderReply, Result, Violation,
};
use payments_kit::codec::{DecodeError, Scalar, WithOutput};
use payments_kit::http::HttpResponse;

use crate::convert;
use crate::wire::{ReportStatus, Response, SEARCH_FIELDS, decoded_once, is_field, request_path};

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("pagofacil");

/// What is kept of a notice, in characters.
const KEPT_OF_NOTICE: usize = 200;

/// A response taken out of its envelope.
pub(crate) type Unwrapped<'body> = std::result::Result<WithOutput<'body, Box<Response>>, Unusable>;

/// A body without a result of the method.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// It cannot be read.
    Unreadable(DecodeError),
    /// It can be read, and holds no result of the method.
    NoResult,
    /// It belongs to another request.
    NotOurs,
    /// The JSON-RPC server reports an error.
    RpcError { code: String, message: String },
}

impl From<DecodeError> for Unusable {
    fn from(reason: DecodeError) -> Self {
        Self::Unreadable(reason)
    }
}

/// Maps HTTP statuses to errors before the body is read. 200 and 400 are left to the body: the XML
/// endpoint returns faults with 400.
///
/// A web server returns 405, 413, 414 and 429 without running the service. 401, 403 and 404 are not
/// among them: a firewall that inspects responses writes those after the service did its work.
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

/// Maps a body without a result to an error. The call may have been done, except after the JSON-RPC
/// errors that are raised before a method runs.
pub(crate) fn unusable(operation: Operation, secrets: &Secrets, unusable: Unusable) -> Error {
    let unreadable = |detail: &str| {
        error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown).with_detail(detail)
    };
    match unusable {
        Unusable::Unreadable(reason) => unreadable(&reason.to_string()),
        Unusable::NoResult => unreadable("the response does not hold a result of the method"),
        Unusable::NotOurs => unreadable("the response belongs to another request"),
        Unusable::RpcError { code, message } => {
            // Parse error, invalid request, no such method, invalid parameters.
            let nothing_ran = ["-32700", "-32600", "-32601", "-32602"].contains(&code.as_str());
            let reply = ProviderReply::new()
                .with_code(&scrub(secrets, &code))
                .with_message(&scrub(secrets, &message));
            fault(operation, nothing_ran).with_reply(reply)
        }
    }
}

/// Maps the faults of the REST server to errors.
///
/// Faults of its dispatcher mean that nothing ran. Any other fault was raised inside the method and
/// does not say how far the method got.
pub(crate) fn check_fault(
    operation: Operation,
    secrets: &Secrets,
    response: Box<Response>,
) -> Result<Box<Response>> {
    if !response.is_fault() {
        return Ok(response);
    }
    let message = response.fault.message.text().unwrap_or_default();
    let nothing_ran = [
        "Unknown Method '",
        "No Method Specified.",
        "Invalid Method Call to ",
    ]
    .iter()
    .any(|start| message.starts_with(start));
    let reply = ProviderReply::new().with_message(&scrub(secrets, message));
    Err(fault(operation, nothing_ran).with_reply(reply))
}

fn fault(operation: Operation, nothing_ran: bool) -> Error {
    if nothing_ran {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    } else {
        error(operation, ErrorKind::Unavailable, Outcome::Unknown)
            .with_detail("the service failed during the call")
    }
}

/// A rejection of the request, field by field. Keys of the other environment are rejected in the
/// same way.
pub(crate) fn invalid(operation: Operation, secrets: &Secrets, response: &Response) -> Error {
    let violations: Vec<Violation> = response
        .error
        .iter()
        .map(|(name, text)| Violation::new(request_path(name), scrub(secrets, text)))
        .collect();
    with_words(refusal(operation, violations), secrets, response)
}

/// A rejection of these fields. Where all are keys, the credentials are wrong.
fn refusal(operation: Operation, violations: Vec<Violation>) -> Error {
    let about_keys = |violation: &Violation| violation.field().starts_with("keys.");
    let kind = if !violations.is_empty() && violations.iter().all(about_keys) {
        ErrorKind::Credentials
    } else {
        ErrorKind::InvalidRequest
    };
    error(operation, kind, Outcome::Rejected).with_violations(violations)
}

/// A response that contradicts itself or says too little to act on.
pub(crate) fn unclear(
    operation: Operation,
    secrets: &Secrets,
    response: &Response,
    detail: &str,
) -> Error {
    let error = error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown);
    with_words(error.with_detail(detail), secrets, response)
}

/// A charge that was not authorized: the bank declined it, or the service rejected the request
/// before it called the bank.
pub(crate) fn not_charged(operation: Operation, secrets: &Secrets, response: &Response) -> Error {
    let number = convert::number(secrets, &response.transaction);
    let has_words = response.error.iter().any(|(name, _)| !is_field(name));
    let has_fields = response.error.iter().any(|(name, _)| is_field(name));
    let has_no_number = response.transaction.text() == Some("n/a");
    if number.is_some() || (has_words && !has_fields) {
        let words = scrub(secrets, response.messages());
        let detail = match number {
            Some(number) => format!("transaction {number}: {words}"),
            None => words,
        };
        let error = error(operation, ErrorKind::Declined, Outcome::Rejected);
        let detail = detail.trim_end_matches([':', ' ']);
        with_words(error.with_detail(detail), secrets, response)
    } else if has_fields || has_no_number {
        invalid(operation, secrets, response)
    } else {
        let detail = "the charge was not authorized, and the response says nothing more";
        unclear(operation, secrets, response, detail)
    }
}

/// Whether the response says explicitly that the value of `name` does not exist, and nothing else
/// is wrong.
pub(crate) fn says_not_found(response: &Response, name: &str) -> bool {
    let denies = |text: &str| {
        let text = text.to_lowercase();
        ["no encontrad", "no se encontr", "no existe", "not found"]
            .iter()
            .any(|words| text.contains(words))
    };
    if response.error.is_empty() {
        return response.text.text().is_some_and(denies);
    }
    let mut errors = response.error.iter();
    errors.all(|(field, text)| (field == name || !is_field(field)) && denies(text))
}

/// A response that says that the id or reference does not exist.
pub(crate) fn not_found(operation: Operation, secrets: &Secrets, response: &Response) -> Error {
    error(operation, ErrorKind::NotFound, Outcome::Rejected)
        .with_detail(scrub(secrets, response.text.text().unwrap_or_default()))
}

/// A response that refuses the call and names no field.
pub(crate) fn refused(operation: Operation, secrets: &Secrets, response: &Response) -> Error {
    let error = error(operation, ErrorKind::Refused, Outcome::Rejected);
    with_words(error, secrets, response)
}

/// A search that the reports reject; of a field, where the message begins with its name.
pub(crate) fn no_report(operation: Operation, secrets: &Secrets, status: &ReportStatus) -> Error {
    let text = |text: &Scalar| scrub(secrets, text.text().unwrap_or_default());
    let (code, message) = (text(&status.result), text(&status.message));
    let name = message.split_whitespace().next().unwrap_or_default();
    let refused = if SEARCH_FIELDS.contains(&name) {
        refusal(
            operation,
            vec![Violation::new(request_path(name), &message)],
        )
    } else {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    };
    let reply = ProviderReply::new().with_code(&code).with_message(&message);
    refused.with_reply(reply)
}

/// Redacts a text of the service for an error or a result, also where it was percent-encoded.
pub(crate) fn scrub<'a>(secrets: &Secrets, text: impl Into<Cow<'a, str>>) -> String {
    secrets.redact(decoded_once(text))
}

/// Returns output around a response as a warning.
pub(crate) fn notice(secrets: &Secrets, notice: &str) -> String {
    let mut kept: String = scrub(secrets, notice)
        .chars()
        .take(KEPT_OF_NOTICE + 1)
        .collect();
    if let Some((end, _)) = kept.char_indices().nth(KEPT_OF_NOTICE) {
        kept.truncate(end);
        kept.push('…');
    }
    format!("unexpected output around the response body: {kept}")
}

pub(crate) fn error(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
    Error::new(NAME, operation, kind, outcome)
}

/// Adds the service's message, if there is one.
fn with_words(error: Error, secrets: &Secrets, response: &Response) -> Error {
    match response.text.text() {
        Some(text) => {
            let reply = ProviderReply::new().with_message(&scrub(secrets, text));
            error.with_reply(reply)
        }
        None => error,
    }
}
