//! What a test configures of the service and its payers.

use std::collections::HashSet;

/// The accounts that may share in a payment from the start; see [`State::authorize_account`](super::State::authorize_account).
pub const AUTHORIZED_ACCOUNTS: [&str; 3] = ["demo01", "demo02", "demo03"];

pub(crate) struct Settings {
    pub(crate) insufficient_funds: bool,
    pub(crate) billing: bool,
    pub(crate) tokens_on_transactions: bool,
    pub(crate) accounts: HashSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            insufficient_funds: false,
            billing: true,
            tokens_on_transactions: false,
            accounts: AUTHORIZED_ACCOUNTS.map(str::to_owned).into(),
        }
    }
}
