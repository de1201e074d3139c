//! One file an operation.

mod check_credentials;
mod confirm_payment;
mod create_payment;
mod create_transactions;
mod find_payment;
mod get_intent;
mod get_payment;
mod get_wallet_payment;
mod list_payments;
mod list_wallet_payments;
mod send_payout;
mod settle_payment;
mod token;
mod void_payment;

pub use check_credentials::CHECK_CREDENTIALS;
pub(crate) use check_credentials::check_credentials;
pub(crate) use confirm_payment::confirm_payment;
pub(crate) use create_payment::create_payment;
pub use create_transactions::CREATE_TRANSACTIONS;
pub(crate) use create_transactions::create_transactions;
pub(crate) use find_payment::find_payment;
pub use get_intent::GET_INTENT;
pub(crate) use get_intent::get_intent;
pub(crate) use get_payment::get_payment;
pub use get_wallet_payment::GET_WALLET_PAYMENT;
pub(crate) use get_wallet_payment::get_wallet_payment;
pub(crate) use list_payments::list_payments;
pub use list_wallet_payments::LIST_WALLET_PAYMENTS;
pub(crate) use list_wallet_payments::list_wallet_payments;
pub(crate) use send_payout::send_payout;
pub use settle_payment::SETTLE_PAYMENT;
pub(crate) use settle_payment::settle_payment;
pub use token::TOKEN;
pub(crate) use token::{renew_token, token};
pub(crate) use void_payment::void_payment;
