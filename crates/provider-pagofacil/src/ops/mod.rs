//! The operations, one file each.

mod cancel_subscription;
mod create_payment;
#[cfg(feature = "unverified-card-tokens")]
mod delete_card;
mod find_payment;
mod find_subscription;
mod get_payment;
mod get_subscription;
mod list_charges;
mod list_stores;
mod register_subscription;
mod search_transactions;
#[cfg(feature = "unverified-card-tokens")]
mod store_card;

pub(crate) use cancel_subscription::cancel_subscription;
pub(crate) use create_payment::{charge_card, create_payment};
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use delete_card::delete_card;
pub(crate) use find_payment::find_payment;
pub(crate) use find_subscription::find_subscription;
pub(crate) use get_payment::get_payment;
pub(crate) use get_subscription::get_subscription;
pub(crate) use list_charges::list_charges;
pub(crate) use list_stores::{LIST_STORES, list_stores};
pub(crate) use register_subscription::register_subscription;
pub(crate) use search_transactions::{SEARCH_TRANSACTIONS, search_transactions};
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use store_card::store_card;
