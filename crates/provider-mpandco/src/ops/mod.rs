//! One file an operation.

mod confirm_payment;
mod create_payment;
mod get_payment;
mod token;
mod void_payment;

pub(crate) use confirm_payment::confirm_payment;
pub(crate) use create_payment::create_payment;
pub(crate) use get_payment::get_payment;
pub use token::TOKEN;
pub(crate) use token::token;
pub(crate) use void_payment::void_payment;
