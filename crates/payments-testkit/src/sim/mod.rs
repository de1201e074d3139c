//! A stateful simulator of both payment services, speaking real HTTP on the loopback interface.

pub mod clock;
mod front;
mod line;
pub mod log;
pub mod money;
pub mod mpandco;
pub mod pagofacil;
mod payer;
mod php;
pub mod simulator;

pub use clock::SimClock;
pub use log::LoggedRequest;
pub use money::{MoneyReport, Movement};
pub use simulator::Simulator;
