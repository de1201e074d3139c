//! What the service knows of intents and payments, whole.

mod intent;
mod transaction;
mod wallet_payment;

pub(crate) use intent::Links;
pub use intent::{Intent, IntentKind, IntentTotals, Payer, ReturnCall};
pub use transaction::{Distribution, Receipt, Transaction, TransactionItem};
pub use wallet_payment::{
    AccountMovement, PaymentMethod, WalletAccount, WalletPayment, WalletPaymentId, WalletStatus,
};
