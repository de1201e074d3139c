//! The same calls written by hand with reqwest and serde: the least that a call costs.

mod charge;
mod client;
mod intent;
mod request;

pub use charge::{ChargeResponse, RestCharge, RpcCharge};
pub use client::Peer;
pub use intent::{Intent, Payment};
pub use request::{Charge, Sale};
