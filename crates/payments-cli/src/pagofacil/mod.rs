//! `payments pagofacil`: a command an operation.

mod card;
mod charge;
mod command;
mod document;
mod search;
mod subscription;

pub(crate) use command::{ChannelArguments, Command, run};
