//! Fixtures as a network: every request must be the one that was written down.

mod difference;
mod error;
mod form;
mod json;
mod matching;
mod script;
mod transport;

pub use error::{Mismatch, ReplayError};
pub use transport::Replay;
