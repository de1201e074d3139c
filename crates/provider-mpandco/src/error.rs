//! What each answer of the service means. This is the only place that knows.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use payments_core::redact;
use payments_core::{
    Error, ErrorKind, Operation, Outcome, PaymentStatus, PayoutStatus, ProviderReply, Result,
    Violation,
};
use payments_kit::codec::from_json;
use payments_kit::http::HttpResponse;
use serde::Deserialize;

use crate::NAME;
use crate::model::WalletStatus;
use crate::wire::ErrorBody;

/// The statuses of the manual (chapter 6.8), and what they say of a call.
///
/// They say it only in the service's own words, which are JSON: a gateway may write any of them in
/// front of an answer after the service did its work, and a firewall that looks at answers does.
/// Neither does a status that the manual does not list prove anything, nor 503, which the manual
/// calls "no permission" and a gateway answers when the service is down. Only 429 is a refusal
/// whoever says it.
fn meaning(status: u16, is_its_own: bool) -> (ErrorKind, Outcome) {
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
    if is_its_own || status == 429 {
        (kind, outcome)
    } else {
        (kind, Outcome::Unknown)
    }
}

/// Whether the service itself says that the token is not good (any more). It says so before it
/// does anything.
pub(crate) fn refuses_the_token(response: &HttpResponse) -> bool {
    response.status() == StatusCode::UNAUTHORIZED
        && (response.headers().contains_key(WWW_AUTHENTICATE) || body(response).is_some())
}

/// The service's own words in a refusal; none where a gateway wrote the answer.
fn body(response: &HttpResponse) -> Option<ErrorBody> {
    // The service's words stand in an object; a list would be read by its places.
    let is_object = response.body().trim_ascii_start().starts_with(b"{");
    let body: Option<ErrorBody> = from_json(response.body()).ok();
    body.filter(|body| is_object && body.says_anything())
}

/// The states of an intent, and of a part of one that goes to another account. One that the manual
/// does not know may repeat the `secrets` of the call.
pub(crate) fn status(state: &str, secrets: &[&str]) -> PaymentStatus {
    match state {
        "created" => PaymentStatus::AwaitingApproval,
        "authorized" => PaymentStatus::Approved,
        "executed" => PaymentStatus::Paid,
        "canceled" => PaymentStatus::Cancelled,
        "annulled" => PaymentStatus::Voided,
        other => PaymentStatus::Other(redact::text_without(secrets, other)),
    }
}

/// The statuses of a payment of the wallet.
pub(crate) fn wallet_status(status: &str) -> WalletStatus {
    match status {
        "9000" => WalletStatus::Finished,
        "4000" => WalletStatus::AwaitingReceiver,
        "2000" => WalletStatus::CancelledBySender,
        other => WalletStatus::Other(redact::text(other)),
    }
}

/// The statuses of a payout. The manual knows only one. Any other may repeat the `secrets` of the
/// call.
pub(crate) fn payout_status(status: &str, secrets: &[&str]) -> PayoutStatus {
    match status {
        "APPROVED" => PayoutStatus::Accepted,
        other => PayoutStatus::Other(redact::text_without(secrets, other)),
    }
}

/// Reads the answer of a call that was done, or says what the answer means, without the `secrets`
/// of this call that the service may have echoed.
pub(crate) fn read<'de, T: Deserialize<'de>>(
    operation: Operation,
    response: &'de HttpResponse,
    secrets: &[&str],
) -> Result<T> {
    if !response.status().is_success() {
        return Err(refusal(operation, response, secrets));
    }
    from_json(response.body()).map_err(|reason| unreadable(operation, reason.to_string()))
}

/// A call that the service may have done, behind an answer that does not say so.
pub(crate) fn unreadable(operation: Operation, reason: impl AsRef<str>) -> Error {
    let kind = ErrorKind::UnreadableResponse;
    Error::new(NAME, operation, kind, Outcome::Unknown).with_detail(reason)
}

/// A link of an answer that leads away from the service.
const ELSEWHERE: &str = "the answer links to another place than the configured service";

/// A call that was to go where such a link leads. Nothing was sent there.
pub(crate) fn foreign_link(operation: Operation) -> Error {
    let kind = ErrorKind::UnreadableResponse;
    Error::new(NAME, operation, kind, Outcome::NotSent).with_detail(ELSEWHERE)
}

/// A listing whose next page is behind such a link. This page was asked for.
pub(crate) fn foreign_page(operation: Operation) -> Error {
    unreadable(operation, ELSEWHERE)
}

fn refusal(operation: Operation, response: &HttpResponse, secrets: &[&str]) -> Error {
    let status = response.status().as_u16();
    let body = body(response);
    let is_its_own = body.is_some() || refuses_the_token(response);
    let (kind, outcome) = meaning(status, is_its_own);
    let body = body.unwrap_or_default();
    let without = |text: &str| redact::text_without(secrets, text);
    let fields = body.fields();
    let kind = match body.error.text() {
        Some("invalid_client" | "invalid_grant" | "unauthorized_client") if status == 400 => {
            ErrorKind::Credentials
        }
        Some(_) if status == 400 => ErrorKind::Refused,
        // A form without a field to mend was refused for another reason: a balance, a deadline.
        None if status == 400 && fields.is_empty() => ErrorKind::Refused,
        _ => kind,
    };
    let mut reply = ProviderReply::of_status(status);
    if let Some(code) = body.error.text() {
        reply = reply.with_code(&without(code));
    }
    let global: Vec<&str> = body.global().collect();
    let message = match (global.as_slice(), body.error_description.text()) {
        ([], Some(description)) => description.to_owned(),
        ([], None) => body.message.text().unwrap_or_default().to_owned(),
        (global, _) => global.join(" "),
    };
    let violations = fields
        .iter()
        .map(|(path, text)| Violation::new(path, without(text)))
        .collect();
    Error::new(NAME, operation, kind, outcome)
        .with_reply(reply.with_message(&without(&message)))
        .with_violations(violations)
}
