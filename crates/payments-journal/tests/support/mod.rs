//! What the tests share.

mod memory;
pub(crate) mod postgres;
mod provider;
mod stage;
mod stepped;

pub(crate) use memory::MemoryStore;
pub(crate) use provider::{JumpingClock, Script, Scripted};
pub(crate) use stage::{Stage, on_both, sale};
pub(crate) use stepped::{Fate, Stepped};
