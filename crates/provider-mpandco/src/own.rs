//! What the service does beyond the traits.

use payments_core::ext::{Stream, entries};
use payments_core::{Environment, Page, PageRequest, PaymentId, PaymentRequest, Result};

use crate::model::{Intent, WalletPayment, WalletPaymentId};
use crate::{Callback, Expected, Mpandco, NAME, SandboxTools, Settlement, ops};

impl Mpandco {
    /// Creates one intent with a transaction for each request (chapters 6.1 and 6.3), which the
    /// payer approves together. All requests agree on the return URLs and the recipient.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) lists everything wrong with all
    /// requests by paths such as `transactions[1].amount`. It is sent once; after
    /// [`Unknown`](payments_core::Outcome::Unknown), look the first reference up.
    pub async fn create_transactions(&self, requests: &[PaymentRequest]) -> Result<Intent> {
        ops::create_transactions(&self.service, requests).await
    }

    /// Fetches an intent with everything that the service knows of it (chapter 6.5).
    ///
    /// # Errors
    ///
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. It reads only.
    pub async fn get_intent(&self, id: &PaymentId) -> Result<Intent> {
        ops::get_intent(&self.service, id).await
    }

    /// Completes an order on a callback: the payer's return (chapter 6.2), or the service's own call
    /// (chapter 6.3).
    ///
    /// The callback is only a hint. The intent is fetched and compared with what the order
    /// expects; only then, and only if it is authorised, it is executed, for the payer that the
    /// service reports. A callback that comes twice answers
    /// [`AlreadyPaid`](Settlement::AlreadyPaid).
    ///
    /// # Errors
    ///
    /// [`Mismatch`](payments_core::ErrorKind::Mismatch) when the payment is not the one expected,
    /// with a violation for each of `id`, `reference`, `amount`, `currency` and `payer` that
    /// differs; nothing was executed then. Otherwise the errors of
    /// [`confirm_payment`](payments_core::PaymentProvider::confirm_payment).
    pub async fn settle(
        &self,
        expected: &Expected,
        callback: impl Into<Callback>,
    ) -> Result<Settlement> {
        ops::settle_payment(&self.service, expected, &callback.into()).await
    }

    /// Lists the payments of the wallet, in the service's order (chapter 6.7).
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) for a page of something else.
    /// It reads only.
    pub async fn list_wallet_payments(&self, page: &PageRequest) -> Result<Page<WalletPayment>> {
        ops::list_wallet_payments(&self.service, page).await
    }

    /// All payments of the wallet, page by page as a stream. One page is held in memory; the stream
    /// ends after an error.
    pub fn wallet_payments(&self) -> impl Stream<Item = Result<WalletPayment>> + Send + '_ {
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
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. It reads only.
    pub async fn get_wallet_payment(&self, id: &WalletPaymentId) -> Result<WalletPayment> {
        ops::get_wallet_payment(&self.service, id).await
    }

    /// Finds out whether the service accepts the application's keys, by fetching the merchant's
    /// own profile.
    ///
    /// # Errors
    ///
    /// [`Credentials`](payments_core::ErrorKind::Credentials) or
    /// [`Forbidden`](payments_core::ErrorKind::Forbidden) when it does not. It reads only.
    pub async fn check_credentials(&self) -> Result<()> {
        ops::check_credentials(&self.service).await
    }

    /// The service's tools for tests; none of a client of production.
    pub fn sandbox_tools(&self) -> Option<SandboxTools<'_>> {
        let is_sandbox = self.service.environment() == Environment::Sandbox;
        is_sandbox.then(|| SandboxTools::new(&self.service))
    }
}
