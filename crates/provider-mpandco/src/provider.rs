//! The provider: each method is one file in `ops`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    Capabilities, Clock, Confirmation, Currency, Environment, Lookup, MerchantReference, Operation,
    Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest, Payout, PayoutProvider,
    PayoutRequest, Provider, ProviderName, Result,
};

use crate::service::Service;
use crate::{Credentials, MpandcoBuilder, ops};

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("mpandco");

/// What this provider does beyond the traits.
pub const OWN_OPERATIONS: &[Operation] = &[
    ops::AFFILIATION_CODES,
    ops::AUTHORIZE_INTENT,
    ops::CHECK_CREDENTIALS,
    ops::CREATE_TRANSACTIONS,
    ops::GET_INTENT,
    ops::GET_WALLET_PAYMENT,
    ops::LIST_WALLET_PAYMENTS,
    ops::SETTLE_PAYMENT,
    ops::TOKEN,
];

const CAPABILITIES: Capabilities = Capabilities::new(
    &[
        Operation::CREATE_PAYMENT,
        Operation::CONFIRM_PAYMENT,
        Operation::GET_PAYMENT,
        Operation::FIND_PAYMENT,
        Operation::LIST_PAYMENTS,
        Operation::VOID_PAYMENT,
        Operation::SEND_PAYOUT,
    ],
    &[Currency::VES],
);

/// A client of mPandco. Clones are cheap and share one token.
#[derive(Clone, Debug)]
pub struct Mpandco {
    pub(crate) service: Arc<Service>,
}

impl Mpandco {
    /// A client of the sandbox, `test.mpandco.com`.
    pub fn sandbox(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Sandbox, credentials)
    }

    /// A client of production, `app.mpandco.com`: real money.
    pub fn production(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Production, credentials)
    }

    pub(crate) fn of(service: Service) -> Self {
        Self {
            service: Arc::new(service),
        }
    }
}

impl Provider for Mpandco {
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
        self.service.client().settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.service.client().clock()
    }
}

#[async_trait]
impl PaymentProvider for Mpandco {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        ops::create_payment(&self.service, request).await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        ops::confirm_payment(&self.service, confirmation).await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        ops::get_payment(&self.service, id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        ops::find_payment(&self.service, reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        ops::list_payments(&self.service, page).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        ops::void_payment(&self.service, id).await
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[async_trait]
impl PayoutProvider for Mpandco {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        ops::send_payout(&self.service, request).await
    }
}
