//! What comes back to the merchant while a payment is under way, and what to make of it.

mod payer_return;
mod query;
mod server_call;
mod settlement;

pub use payer_return::PayerReturn;
pub use query::InvalidReturn;
pub use server_call::ServerCall;
pub use settlement::{Callback, Expected, Settlement};
