//! What a callback must be about, and what it came to.

use payments_core::{MerchantReference, Money, PayerId, Payment, PaymentId, Violations};
use serde::Serialize;

use super::{PayerReturn, ServerCall};

/// A callback of either kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Callback {
    /// The payer's browser came back.
    Payer(PayerReturn),
    /// The service called by itself.
    Server(ServerCall),
}

impl Callback {
    /// The payment that it claims to be about.
    pub fn payment(&self) -> &PaymentId {
        match self {
            Self::Payer(returned) => returned.payment(),
            Self::Server(call) => call.payment(),
        }
    }

    /// Who is said to have approved it.
    pub fn payer(&self) -> Option<&PayerId> {
        match self {
            Self::Payer(returned) => Some(returned.payer()),
            Self::Server(call) => call.payer(),
        }
    }
}

impl From<PayerReturn> for Callback {
    fn from(returned: PayerReturn) -> Self {
        Self::Payer(returned)
    }
}

impl From<ServerCall> for Callback {
    fn from(call: ServerCall) -> Self {
        Self::Server(call)
    }
}

/// What the merchant's order knows of its payment. It comes from the merchant's own records, never
/// from the callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    payment: PaymentId,
    reference: MerchantReference,
    amount: Money,
}

impl Expected {
    /// The payment that was created for the order `reference` of `amount`. An intent of several
    /// transactions goes by the first reference and the sum.
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

    /// What the order costs.
    pub fn amount(&self) -> Money {
        self.amount
    }

    pub(crate) fn check(&self, violations: &mut Violations) {
        self.payment.check("payment", violations);
        self.reference.check("reference", violations);
    }
}

/// What a callback came to. In every case the payment is the one expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Settlement {
    /// It was approved, and this call moved the money.
    Paid(Payment),
    /// The money had moved before: by an earlier callback, or in the payer's app.
    AlreadyPaid(Payment),
    /// Its payer has not approved it. A request that waits for a PIN at the till is one of these.
    NotApproved(Payment),
    /// It was given up before money moved.
    Cancelled(Payment),
    /// It had been paid, and the money went back.
    Voided(Payment),
    /// It is in a state that this version does not know.
    Other(Payment),
}

impl Settlement {
    /// The payment as the service reports it.
    pub fn payment(&self) -> &Payment {
        match self {
            Self::Paid(payment)
            | Self::AlreadyPaid(payment)
            | Self::NotApproved(payment)
            | Self::Cancelled(payment)
            | Self::Voided(payment)
            | Self::Other(payment) => payment,
        }
    }

    /// Whether the merchant has the money, by this call or an earlier one.
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Paid(_) | Self::AlreadyPaid(_))
    }
}
