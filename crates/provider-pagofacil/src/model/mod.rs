//! Types of this service beyond `payments-core`.

mod charge_options;
mod hosts;
mod transaction;

pub use charge_options::ChargeOptions;
pub use hosts::Hosts;
pub(crate) use hosts::{Place, place_of};
pub use transaction::{Transaction, TransactionFilter};
