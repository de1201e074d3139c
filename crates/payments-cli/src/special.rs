//! A provider that creates payments with a call beyond the traits, so that it can be journaled.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use payments_core::{
    Callback, Capabilities, CardVault, Clock, Confirmation, Environment, Expected, Lookup,
    MerchantReference, Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest,
    PayoutProvider, Provider, ProviderName, RecurringProvider, Refund, RefundRequest, Result,
    Settlement,
};

type Call = Arc<dyn Fn() -> BoxFuture<'static, Result<Payment>> + Send + Sync>;

/// Makes a special call in place of `create_payment`.
pub(crate) struct Special<P> {
    provider: P,
    create: Call,
}

impl<P> Special<P> {
    /// Creates payments with this call, whatever the request.
    pub(crate) fn creating<F>(provider: P, call: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Payment>> + Send + 'static,
    {
        Self {
            provider,
            create: Arc::new(move || Box::pin(call())),
        }
    }
}

impl<P: Provider> std::fmt::Debug for Special<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Special")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

#[deny(clippy::missing_trait_methods)]
impl<P: Provider> Provider for Special<P> {
    fn name(&self) -> ProviderName {
        self.provider.name()
    }

    fn environment(&self) -> Environment {
        self.provider.environment()
    }

    fn capabilities(&self) -> Capabilities {
        self.provider.capabilities()
    }

    fn settle_time(&self) -> Duration {
        self.provider.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.provider.clock()
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> PaymentProvider for Special<P> {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let _ = request;
        (self.create)().await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        self.provider.confirm_payment(confirmation).await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.provider.get_payment(id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        self.provider.find_payment(reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        self.provider.list_payments(page).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.provider.void_payment(id).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        self.provider.refund_payment(request).await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        self.provider.find_refund(reference).await
    }

    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        self.provider.settle(expected, callback).await
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        self.provider.vault()
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        self.provider.recurring()
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        self.provider.payouts()
    }
}
