//! What a test configures of the service and its payers.

use std::collections::HashSet;

use rust_decimal::Decimal;

use crate::mpandco::model::PayTokenPlacement;
use crate::test_values::TestOutcome;

/// The client identifier that the simulated service knows, until
/// [`State::set_client`](super::State::set_client) sets another.
pub const CLIENT_ID: &str = "sim-client-id";

/// The client secret that belongs to [`CLIENT_ID`].
pub const CLIENT_SECRET: &str = "sim-client-secret";

/// The username of the password grant, until [`State::set_user`](super::State::set_user) sets another.
pub const USERNAME: &str = "sim-merchant";

/// The password that belongs to [`USERNAME`].
pub const PASSWORD: &str = "sim-password";

/// The PIN of every simulated payer, until [`State::set_pin`](super::State::set_pin) sets another.
pub const PIN: &str = "0420";

/// The access token of the sandbox helpers, sent as `access_token` in the query.
///
/// A token of 32 hexadecimal digits is accepted too: the service's SDK has a fixed one of this form,
/// which the simulator does not know.
pub const SANDBOX_TOKEN: &str = "sim-sandbox-token";

/// The accounts that may share in a payment from the start; see
/// [`State::authorize_account`](super::State::authorize_account).
pub const AUTHORIZED_ACCOUNTS: [&str; 3] = ["demo01", "demo02", "demo03"];

pub(crate) struct Settings {
    pub(crate) insufficient_funds: bool,
    pub(crate) billing: bool,
    pub(crate) pay_tokens: PayTokenPlacement,
    pub(crate) accounts: HashSet<String>,
    /// An identifier and its secret.
    pub(crate) client: (String, String),
    /// A username and its password.
    pub(crate) user: (String, String),
    pub(crate) pin: String,
    /// Whether the amounts of the test values decide executions.
    pub(crate) test_values: bool,
}

impl Settings {
    /// The outcome that a test value decides for an execution of this amount.
    pub(crate) fn test_outcome(&self, amount: Decimal) -> Option<TestOutcome> {
        TestOutcome::of_amount(amount).filter(|_| self.test_values)
    }

    /// Whether the payer lacks the money for this amount.
    pub(crate) fn lacks_funds(&self, amount: Decimal) -> bool {
        let declined = self.test_outcome(amount).and_then(TestOutcome::decline);
        self.insufficient_funds || declined.is_some()
    }
}

impl Default for Settings {
    fn default() -> Self {
        let pair = |name: &str, secret: &str| (name.to_owned(), secret.to_owned());
        Self {
            insufficient_funds: false,
            billing: true,
            pay_tokens: PayTokenPlacement::default(),
            accounts: AUTHORIZED_ACCOUNTS.map(str::to_owned).into(),
            client: pair(CLIENT_ID, CLIENT_SECRET),
            user: pair(USERNAME, PASSWORD),
            pin: PIN.to_owned(),
            test_values: false,
        }
    }
}
