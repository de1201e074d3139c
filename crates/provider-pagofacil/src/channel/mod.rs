//! The service's endpoints: how a call is written to each, and how its answer is unwrapped.

mod call;
mod encoding;
mod json_rpc;
mod report;
mod rest;

pub(crate) use call::{Called, Channel, Family};
pub use encoding::Encoding;
