//! The table of statuses, faults and error members: what each means for a call.

mod cash;

use http::StatusCode;
use payments_core::evidence::Verdict;
use payments_core::{
    Decline, DeclineReason, Error, ErrorKind, Operation, Outcome, ProviderName, ProviderReply,
    Recourse, Result, Violation,
};
use payments_kit::codec::{DecodeError, Reader, WithOutput};

use crate::convert;
use crate::wire::{
    ReportStatus, Response, SEARCH_FIELDS, decoded_once, is_field, request_path, values,
};

pub(crate) use cash::{cash_status, check_cash, of_cash_refusal, of_cash_verdict};

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("pagofacil");

/// What is kept of output around a document, in characters.
const KEPT_OF_NOTICE: usize = 200;

/// A body without a result of the method.
#[derive(Debug)]
pub(crate) enum Unusable {
    /// It cannot be read.
    Unreadable(DecodeError),
    /// It can be read, and holds no result of the method.
    NoResult,
    /// It holds the method's result and another one, or an error.
    SeveralResults,
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

/// A response taken out of its envelope, with output around it.
pub(crate) type Unwrapped<'body> = std::result::Result<WithOutput<'body, Box<Response>>, Unusable>;

/// Maps a status and a body to an error, unless there is a result of the method.
///
/// 200 and 400 are left to the body, and 404 where the body holds a document of this server: the XML
/// endpoint returns faults with both. Every other status is that of a gateway or a firewall, which
/// may write it after the service did its work. Only 413, 414 and 429 are written before a request is
/// passed on.
pub(crate) fn check<'body>(
    reader: &Reader<'_>,
    status: StatusCode,
    unwrapped: Unwrapped<'body>,
) -> Result<WithOutput<'body, Box<Response>>> {
    let operation = reader.operation();
    let status = status.as_u16();
    match (status, &unwrapped) {
        (200 | 400, _) | (404, Ok(_) | Err(Unusable::RpcError { .. })) => {
            let document = unwrapped.map_err(|unusable| self::unusable(reader, unusable))?;
            check_fault(reader, &document.value)?;
            Ok(document)
        }
        _ => Err(of_status(operation, status)),
    }
}

/// The error of a status whose body says nothing.
pub(crate) fn of_status(operation: Operation, status: u16) -> Error {
    let (kind, outcome) = match status {
        404 => (ErrorKind::NotFound, Outcome::Unknown),
        413 | 414 => (ErrorKind::Refused, Outcome::Rejected),
        429 => (ErrorKind::RateLimited, Outcome::Rejected),
        401 | 403 => (ErrorKind::Forbidden, Outcome::Unknown),
        500..=599 => (ErrorKind::Unavailable, Outcome::Unknown),
        _ => (ErrorKind::UnreadableResponse, Outcome::Unknown),
    };
    error(operation, kind, outcome).with_reply(ProviderReply::of_status(status))
}

/// Maps a body without a result to an error. The call may have been done, except after the JSON-RPC
/// errors that are raised before a method runs.
fn unusable(reader: &Reader<'_>, unusable: Unusable) -> Error {
    match unusable {
        Unusable::Unreadable(reason) => reader.unreadable(reason.to_string()),
        Unusable::NoResult => {
            reader.unreadable("the response does not hold a result of the method")
        }
        Unusable::SeveralResults => {
            reader.unreadable("the response holds several results that contradict each other")
        }
        Unusable::NotOurs => reader.unreadable("the response belongs to another request"),
        Unusable::RpcError { code, message } => {
            // Parse error, invalid request, no such method, invalid parameters.
            let nothing_ran = ["-32700", "-32600", "-32601", "-32602"].contains(&code.as_str());
            let reply = ProviderReply::new()
                .with_code(&convert::redact(reader, code))
                .with_message(&convert::redact(reader, message));
            fault(reader.operation(), nothing_ran).with_reply(reply)
        }
    }
}

/// Maps the faults of the REST server to errors.
///
/// Faults of its dispatcher mean that nothing ran. Any other fault was raised inside the method and
/// does not say how far the method got. A fault beside a result is evidence for the operation.
fn check_fault(reader: &Reader<'_>, response: &Response) -> Result<()> {
    if !response.is_fault() || response.has_result() {
        return Ok(());
    }
    let messages: Vec<&str> = values(&response.fault.message).collect();
    let is_alone = response.status.words().all(|word| word == "failed");
    let nothing_ran = match messages.as_slice() {
        [message] => is_alone && is_of_dispatcher(message),
        _ => false,
    };
    let reply = ProviderReply::new().with_message(&convert::redact(reader, messages.join(" ")));
    Err(fault(reader.operation(), nothing_ran).with_reply(reply))
}

/// Whether a fault is one of the three that the dispatcher raises before a method runs.
fn is_of_dispatcher(message: &str) -> bool {
    let unknown = message
        .strip_prefix("Unknown Method '")
        .and_then(|rest| rest.strip_suffix("'."));
    let invalid = message
        .strip_prefix("Invalid Method Call to ")
        .and_then(|rest| rest.split_once(". Missing argument(s): "));
    message == "No Method Specified."
        || unknown.is_some_and(|name| !name.contains('\''))
        || invalid.is_some_and(|(name, arguments)| !name.contains(' ') && arguments.ends_with('.'))
}

fn fault(operation: Operation, nothing_ran: bool) -> Error {
    if nothing_ran {
        error(operation, ErrorKind::Refused, Outcome::Rejected)
    } else {
        error(operation, ErrorKind::Unavailable, Outcome::Unknown)
            .with_detail("the service failed during the call")
    }
}

/// The error of a verdict that is not a success. A refusal becomes what `refused` makes of it.
pub(crate) fn of_verdict(
    reader: &Reader<'_>,
    response: &Response,
    verdict: Verdict,
    refused: impl FnOnce() -> Error,
) -> Option<Error> {
    let about = |reason: &str| {
        let numbers = [&response.id, &response.transaction].map(Response::first);
        let numbers = numbers
            .into_iter()
            .filter_map(|text| convert::number(reader, text));
        match numbers.collect::<Vec<_>>().as_slice() {
            [] => reason.to_owned(),
            numbers => format!("{reason} (it names {})", numbers.join(", ")),
        }
    };
    match verdict {
        Verdict::Done => None,
        Verdict::Refused => Some(refused()),
        Verdict::Mismatch(differences) => Some(
            with_words(
                error(reader.operation(), ErrorKind::Mismatch, Outcome::Unknown)
                    .with_detail(about("the response is about another call")),
                reader,
                response,
            )
            .with_violations(differences),
        ),
        Verdict::Undecided(reason) => Some(unclear(reader, response, &about(&reason))),
    }
}

/// Adds what to do after a call that moves money, if there is something to find out: after an unknown
/// outcome, or where an earlier call used the reference. A final refusal has none.
pub(crate) fn with_recourse(error: Error, recourse: Recourse) -> Error {
    if error.outcome() == Outcome::Unknown || error.kind() == ErrorKind::DuplicateReference {
        error.with_recourse(recourse)
    } else {
        error
    }
}

/// A rejection of the request, field by field. Keys of the other environment are rejected in the
/// same way.
pub(crate) fn invalid(reader: &Reader<'_>, response: &Response) -> Error {
    let violations: Vec<Violation> = response
        .error
        .iter()
        .map(|(name, text)| {
            Violation::new(request_path(name), convert::message(reader, name, text))
        })
        .collect();
    with_words(refusal(reader.operation(), violations), reader, response)
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
pub(crate) fn unclear(reader: &Reader<'_>, response: &Response, detail: &str) -> Error {
    with_words(reader.unreadable(detail), reader, response)
}

/// A charge that was not authorized: the bank declined it, or the service rejected the request
/// before it called the bank.
pub(crate) fn not_charged(reader: &Reader<'_>, response: &Response) -> Error {
    let number = convert::number(reader, Response::first(&response.transaction));
    if response
        .error
        .iter()
        .any(|(name, text)| says_duplicate(name, text))
    {
        let duplicate = ErrorKind::DuplicateReference;
        let words = redact_messages(reader, response);
        let error = error(reader.operation(), duplicate, Outcome::Rejected);
        return with_words(error.with_detail(words), reader, response);
    }
    let has_fields = response.error.iter().any(|(name, _)| is_field(name));
    let has_words = response.error.iter().any(|(name, _)| !is_field(name));
    let says_none = Response::first(&response.transaction) == Some("n/a");
    if number.is_none() && (has_fields || (says_none && !has_words)) {
        return invalid(reader, response);
    }
    let words = redact_messages(reader, response);
    let detail = match number {
        Some(number) => format!("transaction {number}: {words}"),
        None => words,
    };
    let detail = detail.trim_end_matches([':', ' ']);
    let declined = error(reader.operation(), ErrorKind::Declined, Outcome::Rejected)
        .with_decline(decline(response));
    let declined = if detail.is_empty() {
        declined
    } else {
        declined.with_detail(detail)
    };
    with_words(declined, reader, response)
}

/// Why a charge was declined. No source lists codes or wordings, so that the reason is read from the
/// words where they name one.
pub(crate) fn decline(response: &Response) -> Decline {
    const WORDS: [(DeclineReason, &[&str]); 7] = [
        (
            DeclineReason::InsufficientFunds,
            &["fondos", "funds", "saldo insuf"],
        ),
        (DeclineReason::Expired, &["vencid", "expirad", "expired"]),
        (
            DeclineReason::Fraud,
            &["fraud", "robad", "stolen", "extravi", "lost card"],
        ),
        (
            DeclineReason::InvalidCode,
            &["cvv", "cvt", "seguridad", "security code"],
        ),
        (
            DeclineReason::InvalidNumber,
            &["tarjeta inv", "invalid card", "invalid number"],
        ),
        (
            DeclineReason::Limit,
            &["limit", "límit", "excede", "exceed"],
        ),
        (
            DeclineReason::CallBank,
            &[
                "llame",
                "llamar",
                "call your bank",
                "call issuer",
                "contacte",
            ],
        ),
    ];
    let texts = values(&response.error)
        .chain(values(&response.text))
        .chain(values(&response.gateway_text));
    let texts: Vec<String> = texts
        .map(|text| decoded_once(text).to_lowercase())
        .collect();
    let names = |words: &[&str]| {
        let named = |text: &String| words.iter().any(|word| text.contains(word));
        texts.iter().any(named)
    };
    let found = WORDS.iter().find(|(_, words)| names(words));
    Decline::new(found.map_or(DeclineReason::Other, |(reason, _)| *reason))
}

fn redact_messages(reader: &Reader<'_>, response: &Response) -> String {
    let messages = response.error.iter();
    let messages = messages.map(|(name, text)| convert::message(reader, name, text));
    messages.collect::<Vec<_>>().join(" ")
}

/// Whether a message says that the order was sent before. The service's documents require unique
/// references and show no wording, so that this is read from the words for it.
fn says_duplicate(name: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let is_about_order = name == "idPedido"
        || (!is_field(name)
            && ["pedido", "order", "referencia"]
                .iter()
                .any(|word| text.contains(word)));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let before = [
        "ya ",
        "duplic",
        "repetid",
        "already",
        "previamente",
        "anteriormente",
        "used before",
        "unico",
        "único",
        "unique",
        "exists",
    ];
    is_about_order && has(&before)
}

/// A response that says that the id or reference does not exist.
pub(crate) fn not_found(reader: &Reader<'_>, response: &Response) -> Error {
    let error = error(reader.operation(), ErrorKind::NotFound, Outcome::Rejected);
    let text = Response::first(&response.text).unwrap_or_default();
    error.with_detail(convert::redact(reader, text))
}

/// A response that refuses the call and names no field.
pub(crate) fn refused(reader: &Reader<'_>, response: &Response) -> Error {
    let error = error(reader.operation(), ErrorKind::Refused, Outcome::Rejected);
    with_words(error, reader, response)
}

/// A card that was not stored or deleted: of a field, where the response names one.
#[cfg(feature = "unverified-card-tokens")]
pub(crate) fn vault_refused(reader: &Reader<'_>, response: &Response) -> Error {
    if response.error.is_empty() {
        refused(reader, response)
    } else {
        invalid(reader, response)
    }
}

/// A search that the reports reject; of a field, where the message begins with its name.
pub(crate) fn no_report(reader: &Reader<'_>, status: &ReportStatus) -> Error {
    let operation = reader.operation();
    let text = |texts| convert::redact(reader, Response::first(texts).unwrap_or_default());
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

/// The warning about output around the response body.
pub(crate) fn notice(reader: &Reader<'_>, notice: &str) -> String {
    let mut kept: String = convert::redact(reader, notice)
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
fn with_words(error: Error, reader: &Reader<'_>, response: &Response) -> Error {
    match Response::first(&response.text) {
        Some(text) => {
            let reply = ProviderReply::new().with_message(&convert::redact(reader, text));
            error.with_reply(reply)
        }
        None => error,
    }
}
