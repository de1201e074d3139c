//! Fault injection: networks and services that fail on purpose.

mod injector;
mod kind;
mod name;
mod plan;
mod response;
#[cfg(test)]
mod tests;
mod transport;

pub use injector::{FaultInjector, FaultReport, FaultedCall, InjectedFault};
pub use kind::Fault;
pub use name::UnknownFault;
pub use plan::FaultPlan;
pub use transport::FaultyTransport;
