//! mPandco's answers.

#[path = "../../../../provider-mpandco/src/wire/intent.rs"]
pub(crate) mod intent;
#[path = "../../../../provider-mpandco/src/wire/paginator.rs"]
pub(crate) mod paginator;
#[path = "../../../../provider-mpandco/src/wire/transaction.rs"]
pub(crate) mod transaction;
#[path = "../../../../provider-mpandco/src/wire/wallet_payment.rs"]
pub(crate) mod wallet_payment;

pub(crate) use transaction::Transaction;
