//! What each response of the service means. Every table of statuses and codes is here.

use std::borrow::Cow;

use std::fmt::Display;

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use payments_core::evidence::{Evidence, Verdict};
use payments_core::redact::Secrets;
use payments_core::{
    Decline, DeclineReason, Error, ErrorKind, Operation, Outcome, PaymentStatus, PayoutStatus,
    ProviderName, ProviderReply, Result, Violation,
};
use payments_kit::codec;
use payments_kit::http::HttpResponse;
use serde::Deserialize;

use crate::model::WalletStatus;
use crate::wire::ErrorBody;

/// The provider's name, in every error.
pub const NAME: ProviderName = ProviderName::new("mpandco");

/// Returns what a status of the manual (chapter 6.8) says of a call, if `is_documented`: its body
/// has a shape that the service documents for it, and nothing in it says the opposite.
///
/// A gateway may write any status after the service did its work, and a firewall that inspects
/// responses does. A status that the manual does not list proves nothing, nor does 503, which the
/// manual calls "no permission" and a gateway sends when the service is down.
fn meaning(status: u16, is_documented: bool) -> (ErrorKind, Outcome) {
    let (kind, outcome) = match status {
        400 => (ErrorKind::InvalidRequest, Outcome::Rejected),
        401 => (ErrorKind::Credentials, Outcome::Rejected),
        403 => (ErrorKind::Forbidden, Outcome::Rejected),
        404 => (ErrorKind::NotFound, Outcome::Rejected),
        405 => (ErrorKind::Refused, Outcome::Rejected),
        429 => (ErrorKind::RateLimited, Outcome::Rejected),
        500..=599 => (ErrorKind::Unavailable, Outcome::Unknown),
        _ => (ErrorKind::UnreadableResponse, Outcome::Unknown),
    };
    (
        kind,
        if is_documented {
            outcome
        } else {
            Outcome::Unknown
        },
    )
}

/// The error codes of OAuth 2 (RFC 6749 and RFC 6750), and `access_denied` of the server that the
/// service uses.
const OAUTH_CODES: [&str; 10] = [
    "access_denied",
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
];

/// Returns whether the service itself says that the token is not valid (any more): by a `Bearer`
/// challenge, or by a code of OAuth. It says so before it does anything.
pub(crate) fn refuses_token(response: &HttpResponse) -> bool {
    if response.status() != StatusCode::UNAUTHORIZED {
        return false;
    }
    let body = body(response);
    let describes_payment = body.as_ref().is_some_and(ErrorBody::describes_payment);
    let has_code = body.is_some_and(|body| is_oauth(&body));
    !describes_payment && (has_code || has_bearer_challenge(response))
}

fn has_bearer_challenge(response: &HttpResponse) -> bool {
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).into_iter();
    let mut schemes = challenges
        .filter_map(|challenge| challenge.to_str().ok())
        .filter_map(|challenge| challenge.split_ascii_whitespace().next());
    schemes.any(|scheme| scheme.eq_ignore_ascii_case("bearer"))
}

fn is_oauth(body: &ErrorBody) -> bool {
    let code = body.error.text();
    code.is_some_and(|code| OAUTH_CODES.contains(&code))
}

/// Returns whether this is an error body as the service documents it for this status: a code of
/// OAuth, or a message under the code of the status.
fn is_documented(body: &ErrorBody, status: u16) -> bool {
    let mut codes = body.code.texts().peekable();
    let has_code = codes.peek().is_some();
    let agrees = codes.all(|code| code == status.to_string());
    let has_message = has_code && body.message.text().is_some();
    agrees && (is_oauth(body) || has_message)
}

/// Returns the body of an error, if it is an object, with or without output around it.
fn body(response: &HttpResponse) -> Option<ErrorBody> {
    // A list would be read by position.
    let is_list = response.body().trim_ascii_start().starts_with(b"[");
    let read = response.json_with_output().ok().filter(|_| !is_list);
    read.map(|read| read.value)
}

/// Returns the status for a state of an intent, or of a part of one that goes to another account.
/// A state that the manual does not list may repeat the secrets of the call.
pub(crate) fn status(state: &str, secrets: &Secrets) -> PaymentStatus {
    match state {
        "created" => PaymentStatus::AwaitingApproval,
        "authorized" => PaymentStatus::Approved,
        "executed" => PaymentStatus::Paid,
        "canceled" => PaymentStatus::Cancelled,
        "annulled" => PaymentStatus::Voided,
        other => PaymentStatus::Other(secrets.redact(other)),
    }
}

/// Returns the status of a payment of the wallet.
pub(crate) fn wallet_status(status: &str, secrets: &Secrets) -> WalletStatus {
    match status {
        "9000" => WalletStatus::Finished,
        "4000" => WalletStatus::AwaitingReceiver,
        "2000" => WalletStatus::CancelledBySender,
        other => WalletStatus::Other(secrets.redact(other)),
    }
}

/// Returns the status of a payout. The manual lists only one; any other may repeat the `secrets`
/// of the call.
pub(crate) fn payout_status(status: &str, secrets: &Secrets) -> PayoutStatus {
    match status {
        // The item is in a batch that a person still has to load (chapter 6.10).
        "APPROVED" => PayoutStatus::Registered,
        other => PayoutStatus::Other(secrets.redact(other)),
    }
}

/// Parses a successful response and returns it with unexpected output around the body, or returns
/// the error that the response means.
pub(crate) fn read<'de, T: Deserialize<'de>>(
    operation: Operation,
    response: &'de HttpResponse,
) -> Result<(T, Option<Cow<'de, str>>)> {
    if !response.status().is_success() {
        return Err(refusal(operation, response));
    }
    let parsed = response.json_with_output();
    let parsed = parsed.map_err(|reason| unreadable(operation, reason.to_string()))?;
    Ok((parsed.value, parsed.output))
}

/// Returns the error of a call that may have been executed, with a response that does not say so.
pub(crate) fn unreadable(operation: Operation, reason: impl AsRef<str>) -> Error {
    codec::unreadable(NAME, operation, reason)
}

/// Returns the error of a call whose response, which names this `id`, does not prove that it was
/// done.
pub(crate) fn undecided(operation: Operation, verdict: Verdict, id: impl Display) -> Error {
    match verdict {
        Verdict::Mismatch(differences) => {
            let (kind, outcome) = (ErrorKind::Mismatch, Outcome::Unknown);
            Error::new(NAME, operation, kind, outcome)
                .with_detail(format!("the response is about {id}"))
                .with_violations(differences)
        }
        Verdict::Undecided(reason) => unreadable(operation, reason),
        // No successful response is a documented refusal.
        Verdict::Done | Verdict::Refused => unreadable(operation, "the response decides nothing"),
    }
}

/// Returns the error of a call whose response links to another server. `outcome` says whether the call was made.
pub(crate) fn foreign_link(operation: Operation, outcome: Outcome) -> Error {
    let detail = "the response links to another server than the configured service";
    Error::new(NAME, operation, ErrorKind::UnreadableResponse, outcome).with_detail(detail)
}

/// Returns the error that a response with another status than success means.
pub(crate) fn refusal(operation: Operation, response: &HttpResponse) -> Error {
    let status = response.status().as_u16();
    let body = body(response);
    let mut evidence = Evidence::new();
    let is_documented = body
        .as_ref()
        .is_some_and(|body| is_documented(body, status));
    // Too many requests are refused before anything is done, by a gateway or by the service.
    if is_documented || refuses_token(response) || status == 429 {
        evidence.refutes("the service refuses the call");
    }
    let body = body.unwrap_or_default();
    if body.describes_payment() {
        evidence.supports("the response describes a payment");
    }
    let (kind, outcome) = meaning(status, evidence.verdict() == Verdict::Refused);
    let fields = body.fields();
    let kind = match body.error.text() {
        Some("invalid_client" | "invalid_grant" | "unauthorized_client") if status == 400 => {
            ErrorKind::Credentials
        }
        Some(_) if status == 400 => ErrorKind::Refused,
        None if status == 400 && has_no_funds(operation, &body) => ErrorKind::Declined,
        // A form without a wrong field was refused for another reason, such as a deadline.
        None if status == 400 && fields.is_empty() => ErrorKind::Refused,
        _ => kind,
    };
    let mut reply = ProviderReply::of_status(status);
    if let Some(code) = body.error.text() {
        reply = reply.with_code(&response.redact(code));
    }
    let global: Vec<&str> = body.global().collect();
    let message = match (global.as_slice(), body.error_description.text()) {
        ([], Some(description)) => description.to_owned(),
        ([], None) => body.message.text().unwrap_or_default().to_owned(),
        (global, _) => global.join(" "),
    };
    let violations = fields
        .iter()
        .map(|(path, text)| Violation::new(path, response.redact(*text)))
        .collect();
    let error = Error::new(NAME, operation, kind, outcome)
        .with_reply(reply.with_message(&response.redact(message)))
        .with_violations(violations);
    if kind == ErrorKind::Declined {
        error.with_decline(Decline::new(DeclineReason::InsufficientFunds))
    } else {
        error
    }
}

/// Returns whether the payer has too little money: the manual shows the message that the form has as
/// a whole. A payout is taken from the merchant's own account, and that is not a decline.
fn has_no_funds(operation: Operation, body: &ErrorBody) -> bool {
    let mut messages = body.global();
    let says_so = messages.any(|text| text.starts_with("Saldo insuficiente"));
    operation == Operation::CONFIRM_PAYMENT && body.fields().is_empty() && says_so
}
