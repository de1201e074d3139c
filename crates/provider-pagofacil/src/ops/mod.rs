//! One file an operation.

mod get_subscription;
mod register_subscription;

pub(crate) use get_subscription::get_subscription;
pub(crate) use register_subscription::register_subscription;
