//! `payments record`: any call to a provider's sandbox, kept as fixtures.

mod command;
mod tape;

pub(crate) use command::{Arguments, run};
pub(crate) use tape::Tape;
