//! The methods, one file each.

mod cancel_subscription;
mod get_subscription;
mod list_charges;
mod register_subscription;

pub(crate) use cancel_subscription::cancel_subscription;
pub(crate) use get_subscription::get_subscription;
pub(crate) use list_charges::list_charges;
pub(crate) use register_subscription::register_subscription;
