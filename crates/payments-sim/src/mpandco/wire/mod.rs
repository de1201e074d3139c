//! What goes over the wire: the forms that are read and the JSON that is written.

pub(crate) mod errors;
pub(crate) mod fields;
pub(crate) mod intent;
pub(crate) mod intent_form;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod payout_form;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod transaction;
pub(crate) mod wallet_payment;
