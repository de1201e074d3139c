//! Networks and services that fail on purpose.

mod kind;
mod plan;
mod transport;

pub use kind::Fault;
pub use plan::FaultPlan;
pub use transport::FaultyTransport;
