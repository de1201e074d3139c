//! `payments pagofacil`: a command an operation.

mod card;
mod command;
mod document;
mod subscription;

pub(crate) use command::{ChannelArguments, Command, run};
