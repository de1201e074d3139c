//! What each response of the service means. Every table of statuses and codes is here.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use payments_core::redact::Secrets;
use payments_core::{
    Error, ErrorKind, Operation, Outcome, PaymentStatus, PayoutStatus, ProviderName, ProviderReply,
    Result, Violation,
};
use payments_kit::codec;
use payments_kit::http::HttpResponse;
use serde::Deserialize;

use crate::model::WalletStatus;
use crate::wire::ErrorBody;

/// The provider's name, in every error.
pub const NAME: ProviderName = ProviderName::new("mpandco");

/// Returns what a status of the manual (chapter 6.8) says of a call.
///
/// A status says it only with a body of the service, which is JSON: a gateway may write any status
/// after the service did its work, and a firewall that inspects responses does. A status that the
/// manual does not list proves nothing, nor does 503, which the manual calls "no permission" and a
/// gateway sends when the service is down. Only 429 is a refusal whatever the body.
fn meaning(status: u16, is_from_service: bool) -> (ErrorKind, Outcome) {
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
    if is_from_service || status == 429 {
        (kind, outcome)
    } else {
        (kind, Outcome::Unknown)
    }
}

/// Returns whether the service itself says that the token is not valid (any more). It says so
/// before it does anything.
pub(crate) fn refuses_the_token(response: &HttpResponse) -> bool {
    response.status() == StatusCode::UNAUTHORIZED
        && (response.headers().contains_key(WWW_AUTHENTICATE) || body(response).is_some())
}

/// Returns the body of a refusal by the service; `None` if a gateway wrote the response.
fn body(response: &HttpResponse) -> Option<ErrorBody> {
    // The body is an object; a list would be read by position.
    let is_object = response.body().trim_ascii_start().starts_with(b"{");
    let body: Option<ErrorBody> = response.json().ok();
    body.filter(|body| is_object && body.says_anything())
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
        "APPROVED" => PayoutStatus::Accepted,
        other => PayoutStatus::Other(secrets.redact(other)),
    }
}

/// Parses a successful response, or returns the error that the response means.
pub(crate) fn read<'de, T: Deserialize<'de>>(
    operation: Operation,
    response: &'de HttpResponse,
) -> Result<T> {
    if !response.status().is_success() {
        return Err(refusal(operation, response));
    }
    let parsed = response.json();
    parsed.map_err(|reason| unreadable(operation, reason.to_string()))
}

/// Returns the error of a call that may have been executed, with a response that does not say so.
pub(crate) fn unreadable(operation: Operation, reason: impl AsRef<str>) -> Error {
    codec::unreadable(NAME, operation, reason)
}

/// Returns the error of a call whose response links to another server. `outcome` says whether the call was made.
pub(crate) fn foreign_link(operation: Operation, outcome: Outcome) -> Error {
    let detail = "the response links to another server than the configured service";
    Error::new(NAME, operation, ErrorKind::UnreadableResponse, outcome).with_detail(detail)
}

pub(crate) fn refusal(operation: Operation, response: &HttpResponse) -> Error {
    let status = response.status().as_u16();
    let body = body(response);
    let is_from_service = body.is_some() || refuses_the_token(response);
    let (kind, outcome) = meaning(status, is_from_service);
    let body = body.unwrap_or_default();
    let fields = body.fields();
    let kind = match body.error.text() {
        Some("invalid_client" | "invalid_grant" | "unauthorized_client") if status == 400 => {
            ErrorKind::Credentials
        }
        Some(_) if status == 400 => ErrorKind::Refused,
        // A form without a wrong field was refused for another reason: a balance, a deadline.
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
    Error::new(NAME, operation, kind, outcome)
        .with_reply(reply.with_message(&response.redact(message)))
        .with_violations(violations)
}
