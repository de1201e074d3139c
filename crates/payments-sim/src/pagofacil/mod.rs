//! The simulated PagoFácil.net: its methods, and the three endpoints that reach them.

mod cash;
mod environment;
mod local_time;
mod methods;
mod model;
mod ops;
mod router;
mod state;
mod tokens;
mod wire;

#[cfg(test)]
mod testing;

pub(crate) use local_time::in_mexico_city;
pub use model::{
    CashOrderView, CashStatus, ChargeKind, ChargeView, ResponseVersion, SubscriptionView, Tally,
    WebhookFormat,
};
pub(crate) use router::{operations, router};
pub use state::State;
