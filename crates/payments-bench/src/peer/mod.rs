//! The same calls written by hand with reqwest and serde: what a call costs at least.

mod charge;
mod client;
mod intent;
mod request;

pub use charge::{ChargeAnswer, RestCharge, RpcCharge};
pub use client::Peer;
pub use intent::{Intent, Payment};
pub use request::{Charge, Sale};
