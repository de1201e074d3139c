//! A stateful simulator of both payment services, speaking real HTTP on the loopback interface.

pub mod clock;
pub mod log;
pub mod mpandco;
pub mod pagofacil;
mod payer;
mod php;
pub mod simulator;

pub use clock::SimClock;
pub use log::LoggedRequest;
pub use simulator::Simulator;
