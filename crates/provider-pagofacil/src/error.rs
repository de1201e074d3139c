//! What each answer of the service means. This is the only place that knows.

use payments_core::codec::DecodeError;
use payments_core::http::{HttpResponse, redact};
use payments_core::{Error, ErrorKind, Operation, Outcome, ProviderReply, Result, Violation};

use crate::NAME;
use crate::wire::{Answer, Data, domain_path};

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
/// A web server answers the refusals listed here without running the service. 401 and 403 are not
/// among them: a firewall that looks at answers writes them after the service did its work.
pub(crate) fn check_status(operation: Operation, response: &HttpResponse) -> Result<()> {
    let status = response.status().as_u16();
    let (kind, outcome) = match status {
        200 | 400 => return Ok(()),
        404 => (ErrorKind::NotFound, Outcome::Rejected),
        405 | 413 | 414 => (ErrorKind::Refused, Outcome::Rejected),
        429 => (ErrorKind::RateLimited, Outcome::Rejected),
        401 | 403 => (ErrorKind::Forbidden, Outcome::Unknown),
        500..=599 => (ErrorKind::Unavailable, Outcome::Unknown),
        _ => (ErrorKind::UnreadableAnswer, Outcome::Unknown),
    };
    Err(error(operation, kind, outcome).with_reply(ProviderReply::of_status(status)))
}

/// What an answer means that does not hold the method's: the call may have been done, but for the
/// JSON-RPC errors that are raised before a method runs.
pub(crate) fn unusable(operation: Operation, data: &Data<'_>, unusable: Unusable) -> Error {
    let unreadable = |detail: &str| {
        error(operation, ErrorKind::UnreadableAnswer, Outcome::Unknown).with_detail(detail)
    };
    match unusable {
        Unusable::Unreadable(reason) => unreadable(&reason.to_string()),
        Unusable::NoAnswer => unreadable("the answer does not hold what was asked for"),
        Unusable::NotOurs => unreadable("the answer belongs to another request"),
        Unusable::RpcError { code, message } => {
            // Parse error, invalid request, no such method, invalid parameters.
            let nothing_ran = ["-32700", "-32600", "-32601", "-32602"].contains(&code.as_str());
            let reply = ProviderReply::new()
                .with_code(&code)
                .with_message(&scrub(data, &message));
            fault(operation, nothing_ran).with_reply(reply)
        }
    }
}

/// Takes the faults of the REST server out of the answers.
///
/// Its dispatcher's own faults mean that nothing ran; any other was raised inside the method, and
/// says nothing about how far that got.
pub(crate) fn check_fault(operation: Operation, data: &Data<'_>, answer: Answer) -> Result<Answer> {
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
    let about_keys = |violation: &Violation| violation.field().starts_with("keys.");
    let kind = if !violations.is_empty() && violations.iter().all(about_keys) {
        ErrorKind::Credentials
    } else {
        ErrorKind::InvalidRequest
    };
    error(operation, kind, Outcome::Rejected)
        .with_reply(reply(data, answer))
        .with_violations(violations)
}

/// An answer that contradicts itself, or says too little to act on.
pub(crate) fn unclear(
    operation: Operation,
    data: &Data<'_>,
    answer: &Answer,
    detail: &str,
) -> Error {
    error(operation, ErrorKind::UnreadableAnswer, Outcome::Unknown)
        .with_detail(detail)
        .with_reply(reply(data, answer))
}

/// The service's words in an error or a result: nothing that the call wants hidden is in them.
pub(crate) fn scrub(data: &Data<'_>, text: &str) -> String {
    redact::text_without(&data.secrets(), text)
}

pub(crate) fn error(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
    Error::new(NAME, operation, kind, outcome)
}

fn reply(data: &Data<'_>, answer: &Answer) -> ProviderReply {
    ProviderReply::new().with_message(&scrub(data, answer.text.text().unwrap_or_default()))
}
