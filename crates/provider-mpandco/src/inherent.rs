//! Methods beyond the traits.

use std::fmt;

use payments_core::ext::{Stream, entries};
use payments_core::{
    Entry, Environment, Operation, Page, PageRequest, PayerId, PaymentId, PaymentRequest, Result,
};
use secrecy::SecretString;

use crate::client::Client;
use crate::error::NAME;
use crate::model::{AffiliationCodes, Intent, WalletPayment, WalletPaymentId};
use crate::ops;
use crate::provider::Mpandco;

/// The operations that this provider has beyond its capabilities.
pub const OWN_OPERATIONS: &[Operation] = &[
    ops::AFFILIATION_CODES,
    ops::AUTHORIZE_INTENT,
    ops::CHECK_CREDENTIALS,
    ops::CREATE_TRANSACTIONS,
    ops::GET_INTENT,
    ops::GET_WALLET_PAYMENT,
    ops::LIST_WALLET_PAYMENTS,
    Operation::SETTLE_PAYMENT,
    ops::TOKEN,
];

impl Mpandco {
    /// Creates one intent with a transaction for each request (chapters 6.1 and 6.3), which the
    /// payer approves together. All requests have the same return URLs and the same recipient.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) lists everything that is wrong
    /// with all requests, by paths such as `transactions[1].amount`. The call is sent once; after
    /// [`Unknown`](payments_core::Outcome::Unknown), find the payment by the first reference.
    pub async fn create_transactions(&self, requests: &[PaymentRequest]) -> Result<Intent> {
        ops::create_transactions(&self.client, requests).await
    }

    /// Fetches an intent with everything that the service knows of it (chapter 6.5).
    ///
    /// # Errors
    ///
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. The call only reads.
    pub async fn get_intent(&self, id: &PaymentId) -> Result<Intent> {
        ops::get_intent(&self.client, id).await
    }

    /// Lists the payments of the wallet, in the service's order (chapter 6.7).
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) for a page of another listing.
    /// The call only reads.
    #[doc(alias = "transactions")]
    pub async fn list_wallet_payments(&self, page: &PageRequest) -> Result<Page<WalletPayment>> {
        ops::list_wallet_payments(&self.client, page).await
    }

    /// Streams all payments of the wallet, page by page, with an entry for each that cannot be
    /// read. One page is held in memory; the stream ends after an error.
    pub fn wallet_payments(&self) -> impl Stream<Item = Result<Entry<WalletPayment>>> + Send + '_ {
        entries(
            NAME,
            ops::LIST_WALLET_PAYMENTS,
            move |page: PageRequest| async move { self.list_wallet_payments(&page).await },
        )
    }

    /// Fetches a payment of the wallet (chapter 6.11), such as the one that the receipt of a
    /// transaction names.
    ///
    /// # Errors
    ///
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. The call only reads.
    pub async fn get_wallet_payment(&self, id: &WalletPaymentId) -> Result<WalletPayment> {
        ops::get_wallet_payment(&self.client, id).await
    }

    /// Checks the credentials by fetching the merchant's own profile.
    ///
    /// # Errors
    ///
    /// [`Credentials`](payments_core::ErrorKind::Credentials) or
    /// [`Forbidden`](payments_core::ErrorKind::Forbidden) when the service does not accept them.
    /// The call only reads.
    #[doc(alias = "ping")]
    pub async fn check_credentials(&self) -> Result<()> {
        ops::check_credentials(&self.client).await
    }

    /// Returns the service's tools for tests; `None` in production.
    pub fn sandbox_tools(&self) -> Option<SandboxTools<'_>> {
        let client = &*self.client;
        let is_sandbox = client.endpoint.environment == Environment::Sandbox;
        is_sandbox.then_some(SandboxTools { client })
    }
}

/// The service's tools for tests, which exist in the sandbox only; from
/// [`Mpandco::sandbox_tools`].
///
/// They take a separate token, which the service's manual and SDK publish for the sandbox. It is
/// sent in the query, and never printed.
#[derive(Clone, Copy)]
pub struct SandboxTools<'a> {
    client: &'a Client,
}

impl SandboxTools<'_> {
    /// Approves a sale as its payer would on the approval page, and returns the payer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. The call is sent once;
    /// after [`Unknown`](payments_core::Outcome::Unknown), get the payment.
    pub async fn authorize_intent(&self, token: &SecretString, id: &PaymentId) -> Result<PayerId> {
        ops::authorize_intent(self.client, token, id).await
    }

    /// Fetches new codes to open accounts in the sandbox with.
    ///
    /// # Errors
    ///
    /// [`Credentials`](payments_core::ErrorKind::Credentials) or
    /// [`Forbidden`](payments_core::ErrorKind::Forbidden) when the token is wrong.
    pub async fn affiliation_codes(&self, token: &SecretString) -> Result<AffiliationCodes> {
        ops::affiliation_codes(self.client, token).await
    }
}

impl fmt::Debug for SandboxTools<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxTools")
    }
}
