//! The return leg: how a callback becomes a settled payment.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{MerchantReference, Money, Payment, PaymentId};
use crate::violation::Violations;

/// What the merchant's order knows of its payment. It comes from the merchant's own records, never
/// from a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    payment: PaymentId,
    reference: MerchantReference,
    amount: Money,
}

impl Expected {
    /// The payment that was created for the order `reference` of `amount`.
    pub fn new(
        payment: impl Into<PaymentId>,
        reference: impl Into<MerchantReference>,
        amount: Money,
    ) -> Self {
        Self {
            payment: payment.into(),
            reference: reference.into(),
            amount,
        }
    }

    /// The payment that was created for the order.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// The order's reference.
    pub fn reference(&self) -> &MerchantReference {
        &self.reference
    }

    /// The amount of the order.
    pub fn amount(&self) -> Money {
        self.amount
    }

    /// Lists what is wrong with it under the paths `payment`, `reference` and `amount`.
    pub fn check(&self, violations: &mut Violations) {
        self.payment.check("payment", violations);
        self.reference.check("reference", violations);
        if !self.amount.is_positive() {
            violations.push("amount", "must be greater than zero");
        }
    }

    /// Lists in which fields a payment is not the expected one. A field that the provider does not
    /// report counts as different: settling needs all of them.
    pub fn compare(&self, payment: &Payment, differences: &mut Violations) {
        if *payment.id() != self.payment {
            differences.push("id", format!("is {}, not {}", payment.id(), self.payment));
        }
        match payment.reference() {
            Some(reference) if *reference == self.reference => {}
            Some(reference) => {
                differences.push(
                    "reference",
                    format!("is {reference}, not {}", self.reference),
                );
            }
            None => differences.push("reference", format!("is missing, not {}", self.reference)),
        }
        match payment.amount() {
            Some(amount) if amount == self.amount => {}
            Some(amount) if amount.currency() == self.amount.currency() => {
                differences.push("amount", format!("is {amount}, not {}", self.amount));
            }
            Some(amount) => {
                differences.push("currency", format!("is {amount}, not {}", self.amount));
            }
            None => differences.push("amount", format!("cannot be read, not {}", self.amount)),
        }
    }
}

/// What came back to the merchant's server after a payment was created. Everything in it can be
/// forged, unless the provider signs it: it is a hint to look the payment up.
#[derive(Clone)]
#[non_exhaustive]
pub enum Callback {
    /// The payer's browser came to a return URL of the merchant.
    BrowserReturn {
        /// The URL, with its query.
        url: Url,
    },
    /// The provider's server called.
    Webhook(Webhook),
}

/// A call of a provider's server.
#[derive(Clone)]
#[non_exhaustive]
pub struct Webhook {
    /// The query of the URL that was called, without its question mark.
    pub query: String,
    /// The headers, by name and value.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte: signatures cover it.
    pub body: Vec<u8>,
}

impl Webhook {
    /// A call with this body, and without query and headers.
    pub fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            query: String::new(),
            headers: Vec::new(),
            body: body.into(),
        }
    }

    /// Sets the query of the URL that was called, without its question mark.
    #[must_use]
    pub fn with_query(mut self, query: impl Into<String>) -> Self {
        self.query = query.into();
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first value of a header; names are compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl Callback {
    /// The payer's browser came to this URL.
    pub fn browser_return(url: Url) -> Self {
        Self::BrowserReturn { url }
    }
}

impl From<Webhook> for Callback {
    fn from(webhook: Webhook) -> Self {
        Self::Webhook(webhook)
    }
}

// A callback may bear the payer's id, a signature, or card data that a service echoes.
impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BrowserReturn { url } => write!(f, "BrowserReturn({:?})", url.path()),
            Self::Webhook(webhook) => f.debug_tuple("Webhook").field(webhook).finish(),
        }
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("headers", &self.headers.len())
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// The result of settling an order. In every case the payment is the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Settlement {
    /// This call moved the money.
    Paid(Payment),
    /// The money had moved before: by an earlier call, or in the payer's app.
    AlreadyPaid(Payment),
    /// The payer has not approved or paid it yet.
    Pending(Payment),
    /// It was cancelled, declined or has expired before money moved.
    Cancelled(Payment),
    /// It was paid, and the money went back, in full or in part, or is disputed.
    Returned(Payment),
    /// It is in a state that this version does not know.
    Other(Payment),
}

impl Settlement {
    /// The payment as the provider reports it.
    pub fn payment(&self) -> &Payment {
        match self {
            Self::Paid(payment)
            | Self::AlreadyPaid(payment)
            | Self::Pending(payment)
            | Self::Cancelled(payment)
            | Self::Returned(payment)
            | Self::Other(payment) => payment,
        }
    }

    /// Whether the merchant has the money, by this call or an earlier one.
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Paid(_) | Self::AlreadyPaid(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, PaymentStatus};

    fn differing(payment: &Payment) -> Vec<String> {
        let expected = Expected::new("P-1", "ORDER-1", Money::from_minor(2_000, Currency::VES));
        let mut differences = Violations::new();
        expected.compare(payment, &mut differences);
        differences.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_expected_payment_settles_an_order() {
        let payment = |id: &str, units, currency| {
            let amount = Money::from_minor(units, currency);
            Payment::new(id.into(), PaymentStatus::Paid, amount)
        };
        let bearing =
            |payment: Payment, reference: &str| payment.with_reference(Some(reference.into()));
        let good = payment("P-1", 2_000, Currency::VES);
        assert_eq!(differing(&bearing(good.clone(), "ORDER-1")), [""; 0]);
        assert_eq!(differing(&good), ["reference: is missing, not ORDER-1"]);
        let other = bearing(payment("P-2", 2_001, Currency::VES), "ORDER-2");
        assert_eq!(
            differing(&other),
            [
                "id: is P-2, not P-1",
                "reference: is ORDER-2, not ORDER-1",
                "amount: is 20.01 VES, not 20.00 VES"
            ]
        );
        let dollars = bearing(payment("P-1", 2_000, Currency::USD), "ORDER-1");
        assert_eq!(
            differing(&dollars),
            ["currency: is 20.00 USD, not 20.00 VES"]
        );
        let unread = Payment::new("P-1".into(), PaymentStatus::Paid, None);
        assert_eq!(
            differing(&bearing(unread, "ORDER-1")),
            ["amount: cannot be read, not 20.00 VES"]
        );
    }

    #[test]
    fn a_callback_is_not_printed() {
        let url = "https://shop.example/p?payerId=canary".parse().unwrap();
        let webhook = Webhook::new("canary")
            .with_query("a=canary")
            .with_header("Sig", "canary");
        assert_eq!(webhook.header("sig"), Some("canary"));
        let callbacks = [Callback::browser_return(url), webhook.into()];
        assert!(!format!("{callbacks:?} {callbacks:#?}").contains("canary"));
    }
}
