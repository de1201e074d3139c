//! Webhooks: what the service's server says of a cash order.
//!
//! Nothing in them is signed, so that anyone who knows an order's reference can send one. They are a
//! hint to look the order up.

use payments_core::{
    Callback, Error, ErrorKind, Expected, MerchantReference, Operation, Outcome, Result, Webhook,
};
use payments_kit::codec::{Texts, from_json};
use payments_kit::wire_object;
use url::form_urlencoded;

use crate::error::NAME;

/// A webhook that names no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidWebhook {
    /// It has no `customer_order`: its body is neither JSON nor a form with one.
    NoOrder,
    /// It names several orders or several states.
    Contradiction,
}

impl std::fmt::Display for InvalidWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoOrder => "the webhook names no order",
            Self::Contradiction => "the webhook contradicts itself",
        })
    }
}

impl std::error::Error for InvalidWebhook {}

/// What a webhook claims of an order. The numbers are those in the plugins of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimedState {
    /// 1 or 2: the buyer has not paid.
    Open,
    /// 3: not paid, cancelled. That this includes expired orders is a guess.
    Cancelled,
    /// 4: paid.
    Paid,
    /// Another number, or none.
    Unknown(String),
}

/// A webhook about a cash order, or about a transfer by SPEI, which has the same form.
///
/// It proves nothing: anyone can send it. Find the order of its reference in your own records, and
/// settle it with [`settle`](payments_core::PaymentProvider::settle), which looks it up. For a
/// transfer by SPEI the service documents no look-up, so that its webhook settles nothing.
///
/// ```
/// use payments_core::Webhook;
/// use provider_pagofacil::{ClaimedState, OrderWebhook};
///
/// let form = OrderWebhook::read(&Webhook::new("customer_order=ORDER-1&status=4"))?;
/// let json = OrderWebhook::read(&Webhook::new(r#"{"customer_order":"ORDER-1","status":4}"#))?;
/// assert_eq!(form, json);
/// assert_eq!(form.reference().as_str(), "ORDER-1");
/// assert_eq!(*form.claimed(), ClaimedState::Paid);
/// # Ok::<(), provider_pagofacil::InvalidWebhook>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderWebhook {
    reference: MerchantReference,
    claimed: ClaimedState,
}

impl OrderWebhook {
    /// Reads a webhook: a JSON object, a form, or parameters in the URL. The clients of the service
    /// disagree on which of them it sends.
    ///
    /// # Errors
    ///
    /// [`InvalidWebhook`] when it does not name one order.
    pub fn read(webhook: &Webhook) -> std::result::Result<Self, InvalidWebhook> {
        let mut members = Members::default();
        members.form(webhook.query.as_bytes());
        match from_json::<Body>(&webhook.body) {
            Ok(body) => members.json(&body),
            Err(_) => members.form(&webhook.body),
        }
        let reference = one(&members.orders)?.ok_or(InvalidWebhook::NoOrder)?;
        let claimed = match one(&members.states)?.unwrap_or_default() {
            "1" | "2" => ClaimedState::Open,
            "3" => ClaimedState::Cancelled,
            "4" => ClaimedState::Paid,
            // What a webhook says may be anything.
            other => ClaimedState::Unknown(payments_core::redact::text(other)),
        };
        Ok(Self {
            reference: MerchantReference::new(reference),
            claimed,
        })
    }

    /// The merchant's reference of the order.
    pub fn reference(&self) -> &MerchantReference {
        &self.reference
    }

    /// What the webhook claims of the order.
    pub fn claimed(&self) -> &ClaimedState {
        &self.claimed
    }
}

wire_object! {
    struct Body {
        order: Texts = "customer_order",
        status: Texts = "status",
    }
}

#[derive(Default)]
struct Members {
    orders: Vec<String>,
    states: Vec<String>,
}

impl Members {
    fn json(&mut self, body: &Body) {
        let texts = |texts: &Texts| {
            texts
                .iter()
                .map(|(_, text)| text.to_owned())
                .collect::<Vec<_>>()
        };
        self.orders.extend(texts(&body.order));
        self.states.extend(texts(&body.status));
    }

    fn form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            match &*name {
                "customer_order" if !value.is_empty() => self.orders.push(value.into_owned()),
                "status" if !value.is_empty() => self.states.push(value.into_owned()),
                _ => {}
            }
        }
    }
}

/// The one value that all agree on.
fn one(values: &[String]) -> std::result::Result<Option<&str>, InvalidWebhook> {
    let first = values.first().map(String::as_str);
    if values.iter().any(|other| Some(other.as_str()) != first) {
        return Err(InvalidWebhook::Contradiction);
    }
    Ok(first)
}

/// Refuses a webhook that is not about the expected order, before anything is sent. One that is
/// about it proves no more than that it is time to look the order up.
pub(crate) fn check(callback: Option<&Callback>, expected: &Expected) -> Result<()> {
    let Some(Callback::Webhook(webhook)) = callback else {
        return Ok(());
    };
    let refused = |detail: &str| {
        let (kind, operation) = (ErrorKind::Mismatch, Operation::SETTLE_PAYMENT);
        Err(Error::new(NAME, operation, kind, Outcome::NotSent)
            .with_payment(expected.payment().clone())
            .with_detail(detail))
    };
    match OrderWebhook::read(webhook) {
        Ok(read) if read.reference == *expected.reference() => Ok(()),
        Ok(_) => refused("the webhook is about another order than the expected one"),
        Err(reason) => refused(&reason.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_read_in_either_form_and_a_doubtful_one_is_none() {
        let read = |query: &str, body: &str| {
            let webhook = Webhook::new(body).with_query(query);
            OrderWebhook::read(&webhook).map(|read| read.claimed)
        };
        for (query, body, expected) in [
            ("", "customer_order=A&status=4", Ok(ClaimedState::Paid)),
            (
                "",
                r#"{"status":"4","customer_order":"A"}"#,
                Ok(ClaimedState::Paid),
            ),
            (
                "",
                r#" {"status":4,"customer_order":"A","amount":"1"} "#,
                Ok(ClaimedState::Paid),
            ),
            ("customer_order=A&status=3", "", Ok(ClaimedState::Cancelled)),
            ("customer_order=A", "status=2", Ok(ClaimedState::Open)),
            ("", "customer_order=A&status=1", Ok(ClaimedState::Open)),
            (
                "",
                "customer_order=A&status=8",
                Ok(ClaimedState::Unknown("8".into())),
            ),
            (
                "",
                "customer_order=A&status=04",
                Ok(ClaimedState::Unknown("04".into())),
            ),
            (
                "",
                "customer_order=A",
                Ok(ClaimedState::Unknown(String::new())),
            ),
            (
                "",
                r#"{"customer_order":"A","status":4.0}"#,
                Ok(ClaimedState::Unknown("4.0".into())),
            ),
            ("", "status=4", Err(InvalidWebhook::NoOrder)),
            ("", r#"{"status":4}"#, Err(InvalidWebhook::NoOrder)),
            ("", "", Err(InvalidWebhook::NoOrder)),
            ("", "\u{0}<html>", Err(InvalidWebhook::NoOrder)),
            (
                "",
                "customer_order=A&customer_order=B&status=4",
                Err(InvalidWebhook::Contradiction),
            ),
            (
                "customer_order=B",
                "customer_order=A&status=4",
                Err(InvalidWebhook::Contradiction),
            ),
            (
                "",
                r#"{"customer_order":"A","status":[1,4]}"#,
                Err(InvalidWebhook::Contradiction),
            ),
            (
                "status=4",
                "customer_order=A&status=1",
                Err(InvalidWebhook::Contradiction),
            ),
        ] {
            assert_eq!(read(query, body), expected, "{query} {body}");
        }
    }
}
