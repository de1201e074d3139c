//! The operations, one file each, named as the client's operations that call them.

pub(crate) mod affiliation_codes;
pub(crate) mod authorize_intent;
pub(crate) mod check_credentials;
pub(crate) mod confirm_payment;
pub(crate) mod create_payment;
pub(crate) mod get_payment;
pub(crate) mod get_wallet_payment;
pub(crate) mod list_payments;
pub(crate) mod list_wallet_payments;
pub(crate) mod send_payout;
pub(crate) mod token;
pub(crate) mod void_payment;
