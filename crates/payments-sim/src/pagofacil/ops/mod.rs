//! The methods, one file each.

mod cancel_subscription;
mod create_payment;
mod delete_card;
mod find_payment;
mod get_subscription;
mod register_subscription;
mod search_transactions;
mod store_card;

pub(crate) use cancel_subscription::cancel_subscription;
pub(crate) use create_payment::{charge_stored_card, create_payment};
pub(crate) use delete_card::delete_card;
pub(crate) use find_payment::find_payment;
pub(crate) use get_subscription::get_subscription;
pub(crate) use register_subscription::register_subscription;
pub(crate) use search_transactions::search_transactions;
pub(crate) use store_card::store_card;
