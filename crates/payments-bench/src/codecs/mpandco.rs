//! mPandco's responses.

#[path = "../../../provider-mpandco/src/wire/common.rs"]
pub(crate) mod common;
#[path = "../../../provider-mpandco/src/wire/intent.rs"]
pub(crate) mod intent;
#[path = "../../../provider-mpandco/src/wire/list.rs"]
pub(crate) mod list;
#[path = "../../../provider-mpandco/src/wire/wallet_payment.rs"]
pub(crate) mod wallet_payment;
