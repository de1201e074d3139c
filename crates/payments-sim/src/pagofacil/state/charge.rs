//! A charge to a card.

use std::net::Ipv4Addr;
use std::sync::Arc;

use payments_core::Currency;
use rust_decimal::Decimal;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::model::ChargeKind;
use crate::pagofacil::state::card::{Brand, Card};
use crate::pagofacil::wire::zend::Value;
use crate::test_values::DeclineReason;

/// The processor's text for a decline. The one without a reason is documented, that of an invalid
/// transaction was recorded in 2019; no list of texts is published, so the others are assumptions.
pub(crate) fn decline_text(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::General => "Declined_(General).",
        DeclineReason::InsufficientFunds => "Fondos insuficientes",
        DeclineReason::ExpiredCard => "Tarjeta vencida",
        DeclineReason::InvalidTransaction => "Transacción inválida",
    }
}

/// What is kept of the payer and the card.
pub(crate) struct Cardholder {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) card: Card,
    pub(crate) ip: Option<Ipv4Addr>,
}

/// What is to be charged.
pub(crate) struct Sale {
    pub(crate) kind: ChargeKind,
    pub(crate) environment: Environment,
    /// The merchant's own name for it: an `idCliente` or an `idPedido`.
    pub(crate) reference: Option<String>,
    /// The `idRecurrente` that it belongs to.
    pub(crate) subscription: Option<String>,
    pub(crate) holder: Arc<Cardholder>,
    pub(crate) amount: Decimal,
    pub(crate) currency: Currency,
    /// The merchant's own texts, `param1` to `param5`.
    pub(crate) params: [String; 5],
}

/// One charge, approved or declined.
pub(crate) struct Charge {
    /// The number over all charges of the service.
    pub(crate) number: usize,
    /// `S-RAPFE1S1I1-1`, or `S-PFE1S1I1` outside a subscription.
    pub(crate) transaction: String,
    pub(crate) sale: Sale,
    /// The processor's authorization number; `None` when it declined.
    pub(crate) authorization: Option<String>,
    pub(crate) decline: Option<DeclineReason>,
    pub(crate) made_at: LocalTime,
}

impl Charge {
    /// The processor's text for its decline; empty for an approval.
    pub(crate) fn decline_text(&self) -> &'static str {
        self.decline.map_or("", decline_text)
    }

    /// Its `autorizado`.
    pub(crate) fn authorized(&self) -> Value {
        match (&self.authorization, self.sale.holder.card.brand) {
            // The one place where the service is known to response with a boolean.
            (Some(_), Brand::Amex) => Value::Bool(true),
            (Some(_), _) => Value::from("1"),
            (None, _) => Value::from("0"),
        }
    }
}
