//! The simulated PagoFácil.net: its methods, and the three channels that reach them.

mod card;
mod cardholder;
mod channel;
mod charge;
mod dispatch;
mod environment;
mod fields;
mod history;
mod ledger;
mod luck;
mod moment;
mod oddity;
mod operations;
mod ops;
mod order;
mod registration;
mod router;
mod rules;
mod schedule;
mod tally;
mod view;
mod world;
mod zend;

#[cfg(test)]
mod testing;

pub use oddity::Oddity;
pub(crate) use operations::operations;
pub(crate) use router::router;
pub use tally::Tally;
pub use view::{ChargeKind, ChargeView, SubscriptionView};
pub use world::World;
