//! The public types: subscriptions, charges, and what happened under a reference.

use payments_core::Currency;
use rust_decimal::Decimal;
use time::PrimitiveDateTime;

use crate::test_values::DeclineReason;

/// A registered recurring charge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriptionView {
    /// The service's name for it, its `idRecurrente`.
    pub id: String,
    /// The merchant's name for it, its `idCliente`.
    pub reference: Option<String>,
    /// What is charged each time, in pesos.
    pub amount: Decimal,
    /// The day of the month on which it is charged.
    pub day: u8,
    /// Whether it will be charged; `false` once it is cancelled.
    pub active: bool,
    /// The charges made so far, oldest first.
    pub charges: Vec<ChargeView>,
}

/// One charge, made or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChargeView {
    /// The service's name for it, its `transaccion`.
    pub transaction: String,
    /// What brought it about.
    pub kind: ChargeKind,
    /// The merchant's name for it: the `idCliente` of its subscription, or its `idPedido`.
    pub reference: Option<String>,
    /// The `idRecurrente` of its subscription; `None` for a one-time charge.
    pub subscription: Option<String>,
    /// What was or would have been charged.
    pub amount: Decimal,
    /// The currency of the amount.
    pub currency: Currency,
    /// The processor's authorization number; `None` when the charge was declined.
    pub authorization: Option<String>,
    /// Why the charge was declined; `None` when it was approved.
    pub decline: Option<DeclineReason>,
    /// When it was made, in Mexico City time.
    pub made_at: PrimitiveDateTime,
}

/// Which members the response to a one-time charge has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseVersion {
    /// Those recorded in 2014: a decline has an `autorizacion` of `0`.
    Of2014,
    /// Those recorded in 2018 and 2019: with `idTransaccion`, `pf_message` and
    /// `tipoTarjetaBancaria`; a decline has no `autorizacion`.
    #[default]
    Of2019,
}

/// A cash order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CashOrderView {
    /// The service's control identifier.
    pub reference: String,
    /// The merchant's own reference.
    pub order_id: String,
    /// What the buyer pays in pesos, without the fee of the store.
    pub amount: Decimal,
    /// The code of the store.
    pub store: String,
    /// Its status.
    pub status: CashStatus,
}

/// The status of a cash order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CashStatus {
    /// The buyer has not paid yet.
    Open,
    /// The buyer did not pay in time.
    Expired,
    /// The buyer paid.
    Paid,
}

impl CashStatus {
    /// The service's number for the status, which only its webhooks are known to send: 1, 3 or 4.
    pub fn number(self) -> u8 {
        match self {
            Self::Open => 1,
            Self::Expired => 3,
            Self::Paid => 4,
        }
    }
}

/// The form of the body of a webhook. The receivers of the company's plugins disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebhookFormat {
    /// Form fields.
    #[default]
    Form,
    /// A JSON object.
    Json,
}

/// What brings a charge about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChargeKind {
    /// The registration of a subscription with `cargo=1`.
    Registration,
    /// The day of the month of a subscription.
    Monthly,
    /// A one-time charge.
    OneTime,
}

impl ChargeView {
    /// Whether the charge was approved.
    pub fn is_approved(&self) -> bool {
        self.authorization.is_some()
    }
}

/// What happened under one reference (`idCliente` or `idPedido`), in either environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// How many subscriptions were registered.
    pub registrations: usize,
    /// How many charges of subscriptions were approved.
    pub recurring_approved: usize,
    /// How many charges of subscriptions were declined.
    pub recurring_declined: usize,
    /// How many one-time charges were approved.
    pub one_time_approved: usize,
    /// How many one-time charges were declined.
    pub one_time_declined: usize,
    /// How many cash orders were paid.
    pub cash_paid: usize,
}

impl Tally {
    /// Whether something happened twice that a merchant wants once: a registration, or a payment by
    /// an approved one-time charge or a paid cash order.
    pub fn has_duplicates(&self) -> bool {
        self.registrations > 1 || self.one_time_approved + self.cash_paid > 1
    }

    /// How many charges were approved.
    pub fn approved(&self) -> usize {
        self.recurring_approved + self.one_time_approved
    }
}
