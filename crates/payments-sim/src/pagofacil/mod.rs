//! The simulated PagoFácil.net: its methods, and the three endpoints that reach them.

mod environment;
mod local_time;
mod methods;
mod model;
mod ops;
mod router;
mod state;
mod wire;

#[cfg(test)]
mod testing;

pub(crate) use local_time::in_mexico_city;
pub use model::{ChargeKind, ChargeView, ResponseVersion, SubscriptionView, Tally};
pub(crate) use router::{operations, router};
pub use state::State;
