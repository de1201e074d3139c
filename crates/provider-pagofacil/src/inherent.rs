//! Constructors, and methods beyond the traits.

use payments_core::ext::{Stream, entries};
use payments_core::{
    Entry, Environment, Operation, Page, PageRequest, Payment, PaymentRequest, Result,
};

use crate::builder::PagoFacilBuilder;
use crate::credentials::{ProductionKeys, SandboxKeys};
use crate::error::NAME;
use crate::model::{CashStore, ChargeOptions, Transaction, TransactionFilter};
use crate::ops;
use crate::provider::PagoFacil;

/// The operations of this provider beyond the traits.
pub const OWN_OPERATIONS: &[Operation] = &[ops::SEARCH_TRANSACTIONS, ops::LIST_STORES];

impl PagoFacil {
    /// Starts a client of the test environment, where no card is charged.
    #[doc(alias = "test")]
    pub fn sandbox(keys: SandboxKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Sandbox, keys.into_keys())
    }

    /// Starts a client of production: real money.
    #[doc(alias = "live")]
    pub fn production(keys: ProductionKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Production, keys.into_keys())
    }

    /// Charges a card once, as [`create_payment`](payments_core::PaymentProvider::create_payment)
    /// does, with options that only this service has.
    ///
    /// *Requires*: a card with its security code and its holder; a reference of at most 60
    /// characters without spaces, which is sent as `idPedido`; at most 99999.99 pesos, or dollars
    /// that the service converts; 3, 6, 9 or 12 installments, if any. The service has no splits,
    /// other destinations, return pages and recipients; description, items, shipping and tax are
    /// not sent.
    ///
    /// *Behavior*: returns the paid payment. A decline is
    /// [`Declined`](payments_core::ErrorKind::Declined), a rejected field
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest), rejected keys
    /// [`Credentials`](payments_core::ErrorKind::Credentials). A response that echoes another order
    /// or amount, or comes from the other environment, adds warnings.
    ///
    /// *Outcome*: sent once. After [`Unknown`](payments_core::Outcome::Unknown),
    /// [resolve it](payments_core::PaymentProviderExt::resolve_payment) by the reference.
    ///
    /// # Errors
    ///
    /// As described.
    #[doc(alias = "charge")]
    #[doc(alias = "installments")]
    pub async fn charge_card(
        &self,
        request: &PaymentRequest,
        options: &ChargeOptions,
    ) -> Result<Payment> {
        ops::charge_card(&self.client, request, options).await
    }

    /// Lists the stores that take cash orders, with their codes.
    ///
    /// *Behavior*: returns them in the service's order, with the limit that was published for some
    /// of them in 2017, as advice.
    ///
    /// *Outcome*: reads only, and sends no keys.
    ///
    /// # Errors
    ///
    /// The errors of any call.
    #[doc(alias = "OXXO")]
    pub async fn list_stores(&self) -> Result<Vec<CashStore>> {
        ops::list_stores(&self.client).await
    }

    /// Searches the transactions of the account, charges of subscriptions included.
    ///
    /// *Requires*: the API secret. Reports have one endpoint, a GET, which puts the secret into
    /// its URL; card numbers are not in it.
    ///
    /// *Behavior*: returns a page of at most 500 transactions in the service's order. The tests
    /// environment erases transactions after a month.
    ///
    /// *Outcome*: reads only.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) with the violations
    /// `keys.api_secret`, `filter.…` and `page.token`, and the errors of any call. A page with an
    /// amount that cannot be read is
    /// [`UnreadableResponse`](payments_core::ErrorKind::UnreadableResponse) as a whole.
    #[doc(alias = "report")]
    #[doc(alias = "reconcile")]
    pub async fn search_transactions(
        &self,
        filter: &TransactionFilter,
        page: &PageRequest,
    ) -> Result<Page<Transaction>> {
        ops::search_transactions(&self.client, filter, page).await
    }

    /// Streams all transactions that [`search_transactions`](Self::search_transactions) finds, page
    /// by page. One page is held in memory; the stream ends after an error.
    #[doc(alias = "pagination")]
    pub fn transactions(
        &self,
        filter: TransactionFilter,
    ) -> impl Stream<Item = Result<Entry<Transaction>>> + Send + '_ {
        entries(NAME, ops::SEARCH_TRANSACTIONS, move |page: PageRequest| {
            let filter = filter.clone();
            async move { self.search_transactions(&filter, &page).await }
        })
    }
}
