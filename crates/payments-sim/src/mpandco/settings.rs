//! What a test says about the world that the service lives in.

use std::collections::HashSet;

use super::world::World;

/// The accounts that may share in a payment from the start; see [`World::authorise_account`].
pub const AUTHORISED_ACCOUNTS: [&str; 3] = ["demo01", "demo02", "demo03"];

pub(super) struct Settings {
    pub(super) insufficient_funds: bool,
    pub(super) billing: bool,
    pub(super) tokens_on_transactions: bool,
    pub(super) accounts: HashSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            insufficient_funds: false,
            billing: true,
            tokens_on_transactions: false,
            accounts: AUTHORISED_ACCOUNTS.map(str::to_owned).into(),
        }
    }
}

impl World {
    /// Says whether payers lack the money: while they do, executing is refused with the
    /// service's own message, a request is not paid in the app, and nothing moves.
    pub fn set_insufficient_funds(&self, insufficient: bool) {
        self.lock().settings.insufficient_funds = insufficient;
    }

    /// Says whether the merchant's application may ask a payer for money (intents of the kind
    /// `request`), as it may at first.
    pub fn set_billing_enabled(&self, enabled: bool) {
        self.lock().settings.billing = enabled;
    }

    /// Says whether pay tokens stand on each transaction of an intent instead of on the intent,
    /// where they stand at first. It holds for the intents that are created from then on.
    pub fn set_tokens_on_transactions(&self, on_transactions: bool) {
        self.lock().settings.tokens_on_transactions = on_transactions;
    }

    /// Authorises the account with this username to share in payments, beside
    /// [`AUTHORISED_ACCOUNTS`]. A distribution to any other account is refused.
    pub fn authorise_account(&self, name: &str) {
        self.lock().settings.accounts.insert(name.to_owned());
    }
}
