//! `payments mpandco`: a command an operation.

mod command;
mod confirm_payment;
mod create_payment;
mod create_transactions;
mod send_payouts;
mod settle_payment;

pub(crate) use command::{Command, run};
