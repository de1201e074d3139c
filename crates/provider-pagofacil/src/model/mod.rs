//! Types of this service beyond `payments-core`.

mod cash;
mod charge_options;
mod hosts;
mod transaction;

pub use cash::CashStore;
pub(crate) use cash::published_limit;
pub use charge_options::ChargeOptions;
pub use hosts::Hosts;
pub(crate) use hosts::{Place, place_of};
pub use transaction::{Transaction, TransactionFilter};
