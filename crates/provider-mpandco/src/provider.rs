//! The provider: each method of the traits is one file in `ops`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    Callback, Capabilities, Clock, Confirmation, Currency, Environment, Expected, Lookup,
    MerchantReference, MethodCapability, MethodKind, Operation, Page, PageRequest, Payment,
    PaymentId, PaymentProvider, PaymentRequest, Payout, PayoutProvider, PayoutRequest, Provider,
    ProviderName, Refund, RefundReference, RefundRequest, Result, ReturnLeg, SearchReach,
    Settlement, WebhookTrust,
};

use crate::client::Client;
use crate::error::NAME;
use crate::ops;

const CURRENCIES: &[Currency] = &[Currency::VES];

const CAPABILITIES: Capabilities = Capabilities::new(
    &[
        Operation::CREATE_PAYMENT,
        Operation::CONFIRM_PAYMENT,
        Operation::GET_PAYMENT,
        Operation::FIND_PAYMENT,
        Operation::LIST_PAYMENTS,
        Operation::VOID_PAYMENT,
        Operation::REFUND_PAYMENT,
        Operation::FIND_REFUND,
        Operation::SEND_PAYOUT,
    ],
    CURRENCIES,
)
.with_methods(&[
    MethodCapability::new(MethodKind::ProviderPage, CURRENCIES).with_redirect(),
    MethodCapability::new(MethodKind::Wallet, CURRENCIES),
])
.with_return_leg(ReturnLeg::new(true, WebhookTrust::Hint))
.with_refund_reference(RefundReference::PaymentId)
.with_refund_advice(REFUND_ADVICE)
.with_search_reach(SearchReach::Newest);

pub(crate) const REFUND_ADVICE: &str = "a person sends the money back from the wallet";

/// A client of mPandco. Clones are cheap and share one access token.
///
/// Build one with [`Mpandco::sandbox`] or [`Mpandco::production`]. Payments go through
/// [`PaymentProvider`], payouts through [`PayoutProvider`].
#[derive(Clone, Debug)]
pub struct Mpandco {
    pub(crate) client: Arc<Client>,
}

impl Provider for Mpandco {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        self.client.endpoint.environment
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn settle_time(&self) -> Duration {
        self.client.endpoint.client.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.client.endpoint.client.clock()
    }
}

#[async_trait]
impl PaymentProvider for Mpandco {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        ops::create_payment(&self.client, request).await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        ops::confirm_payment(&self.client, confirmation).await
    }

    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        ops::settle_payment(&self.client, expected, callback).await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        ops::get_payment(&self.client, id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        ops::find_payment(&self.client, reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        ops::list_payments(&self.client, page).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        ops::void_payment(&self.client, id).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        ops::refund_payment(&self.client, request).await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        ops::find_refund(&self.client, reference).await
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[async_trait]
impl PayoutProvider for Mpandco {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        ops::send_payout(&self.client, request).await
    }
}
