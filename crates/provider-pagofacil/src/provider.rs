//! The provider and its one-time charges, each method one file in `ops`. Its subscriptions are in
//! `recurring`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::ext::{Stream, entries};
use payments_core::{
    Capabilities, Clock, Currency, Environment, Lookup, MerchantReference, Operation, Page,
    PageRequest, Payment, PaymentProvider, PaymentRequest, Provider, ProviderName,
    RecurringProvider, Result,
};

use crate::config::{ProductionKeys, SandboxKeys};
use crate::service::Service;
use crate::{ChargeOptions, PagoFacilBuilder, Transaction, TransactionFilter, ops};

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("pagofacil");

/// What this provider does beyond the traits.
pub const OWN_OPERATIONS: &[Operation] = &[ops::SEARCH_TRANSACTIONS];

/// Subscriptions are in pesos only. Finding and cancelling them and listing their charges needs
/// the API secret.
const CAPABILITIES: Capabilities = Capabilities::new(
    &[
        Operation::CREATE_PAYMENT,
        Operation::FIND_PAYMENT,
        Operation::REGISTER_SUBSCRIPTION,
        Operation::GET_SUBSCRIPTION,
        Operation::FIND_SUBSCRIPTION,
        Operation::CANCEL_SUBSCRIPTION,
        Operation::LIST_CHARGES,
    ],
    &[Currency::MXN, Currency::USD],
);

/// A client of PagoFácil. Clones are cheap.
#[derive(Clone, Debug)]
pub struct PagoFacil {
    pub(crate) service: Arc<Service>,
}

impl PagoFacil {
    /// A client of the tests environment, where no card is charged.
    pub fn sandbox(keys: SandboxKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Sandbox, keys.into_keys())
    }

    /// A client of production: real money.
    pub fn production(keys: ProductionKeys) -> PagoFacilBuilder {
        PagoFacilBuilder::new(Environment::Production, keys.into_keys())
    }

    /// Charges a card once, like [`create_payment`](PaymentProvider::create_payment), with what
    /// only this service takes.
    ///
    /// *Requires*: a card with its security code and its holder; a reference of at most 60
    /// characters without spaces, which goes as `idPedido`; at most 99999.99 pesos, or dollars that
    /// the service converts; 3, 6, 9 or 12 instalments, if any. The service has no splits, other
    /// destinations, return pages and recipients; it is sent no description, items, shipping and
    /// tax.
    ///
    /// *Behaviour*: answers the paid payment. A decline is
    /// [`Declined`](payments_core::ErrorKind::Declined), a refused field
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest), refused keys
    /// [`Credentials`](payments_core::ErrorKind::Credentials). An answer that echoes another order
    /// or amount, or comes from the other environment, is answered with warnings.
    ///
    /// *Outcome*: sent once. After [`Unknown`](payments_core::Outcome::Unknown),
    /// [resolve it](payments_core::PaymentProviderExt::resolve_payment) by the reference.
    ///
    /// # Errors
    ///
    /// As described.
    pub async fn charge_card(
        &self,
        request: &PaymentRequest,
        options: &ChargeOptions,
    ) -> Result<Payment> {
        ops::create_payment(&self.service, request, options).await
    }

    /// Searches the transactions of the account, those of subscriptions among them.
    ///
    /// *Requires*: the API secret. Reports have one endpoint, a GET, which puts the secret into
    /// its URL; card numbers are not in it.
    ///
    /// *Behaviour*: answers a page of at most 500 transactions in the service's order. The tests
    /// environment forgets transactions after a month.
    ///
    /// *Outcome*: reads only.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](payments_core::ErrorKind::InvalidRequest) with the violations
    /// `keys.api_secret`, `filter.…` and `page.token`, and the errors of any call. A page with an
    /// amount that cannot be read is
    /// [`UnreadableResponse`](payments_core::ErrorKind::UnreadableResponse) as a whole.
    pub async fn search_transactions(
        &self,
        filter: &TransactionFilter,
        page: &PageRequest,
    ) -> Result<Page<Transaction>> {
        ops::search_transactions(&self.service, filter, page).await
    }

    /// All transactions that [`search_transactions`](Self::search_transactions) finds, page by page
    /// as a stream. One page is held in memory; the stream ends after an error.
    pub fn transactions(
        &self,
        filter: TransactionFilter,
    ) -> impl Stream<Item = Result<Transaction>> + Send + '_ {
        entries(NAME, ops::SEARCH_TRANSACTIONS, move |page: PageRequest| {
            let filter = filter.clone();
            async move { self.search_transactions(&filter, &page).await }
        })
    }

    pub(crate) fn of(service: Service) -> Self {
        Self {
            service: Arc::new(service),
        }
    }
}

impl Provider for PagoFacil {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        self.service.environment()
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn settle_time(&self) -> Duration {
        self.service.channel().client().settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.service.channel().client().clock()
    }
}

/// One-time card charges. The service looks them up by the merchant's reference only, so there is
/// no getting by id; and it takes nothing back.
#[async_trait]
impl PaymentProvider for PagoFacil {
    /// [`charge_card`](PagoFacil::charge_card) without options.
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let options = ChargeOptions::new();
        ops::create_payment(&self.service, request, &options).await
    }

    /// Answers the one charge that the service shows of a reference. That is never the complete
    /// answer, for the service does not promise to refuse a reference that was used before; only
    /// where it says that there is none is the answer complete, and empty.
    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        ops::find_payment(&self.service, reference).await
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }
}
