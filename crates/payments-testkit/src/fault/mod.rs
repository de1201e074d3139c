//! Networks and services that fail on purpose.

mod answer;
mod journal;
mod kind;
mod name;
mod plan;
#[cfg(test)]
mod tests;
mod transport;

pub(crate) use journal::Journal;
pub use journal::{BefallenCall, FaultReport};
pub use kind::Fault;
pub use name::UnknownFault;
pub use plan::FaultPlan;
pub use transport::FaultyTransport;
