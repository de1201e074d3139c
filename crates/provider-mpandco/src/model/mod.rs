//! What the service knows of intents and payments of the wallet.

mod intent;
mod wallet_payment;

use std::fmt;

pub(crate) use intent::Links;
pub use intent::{
    Distribution, Intent, IntentKind, IntentTotals, Payer, Receipt, ReturnCall, Transaction,
    TransactionItem,
};
pub use wallet_payment::{
    AccountMovement, PaymentMethod, WalletAccount, WalletAmount, WalletPayment, WalletPaymentId,
    WalletStatus,
};

/// Codes to open accounts in the sandbox with (chapter 4.1).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AffiliationCodes {
    /// For any account.
    pub regular: String,
    /// For the account of a shop.
    pub commercial: String,
}

// Each code opens one account.
impl fmt::Debug for AffiliationCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AffiliationCodes([codes])")
    }
}
