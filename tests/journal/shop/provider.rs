//! A provider with a point before and after each call.

use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    AmountInput, Capabilities, Charge, Clock, Confirmation, Environment, Lookup, MerchantReference,
    Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest, Payout, PayoutProvider,
    PayoutRequest, Provider, ProviderName, RecurringProvider, Refund, RefundRequest, Registration,
    Result, Schedule, Subscription, SubscriptionId, SubscriptionRequest,
};

use super::points::Points;

/// A provider between points.
#[derive(Debug)]
pub(crate) struct Crashing<P> {
    provider: P,
    points: Points,
}

impl<P> Crashing<P> {
    pub(crate) fn new(provider: P, points: Points) -> Self {
        Self { provider, points }
    }
}

impl<P: Provider> Provider for Crashing<P> {
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

#[async_trait]
impl<P: PaymentProvider> PaymentProvider for Crashing<P> {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        self.points
            .around(self.provider.create_payment(request))
            .await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        self.points
            .around(self.provider.confirm_payment(confirmation))
            .await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.points.around(self.provider.get_payment(id)).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        self.points
            .around(self.provider.find_payment(reference))
            .await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.points.around(self.provider.void_payment(id)).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        self.points
            .around(self.provider.refund_payment(request))
            .await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        self.points
            .around(self.provider.find_refund(reference))
            .await
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        self.provider
            .recurring()
            .map(|_| self as &dyn RecurringProvider)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        self.provider.payouts().map(|_| self as &dyn PayoutProvider)
    }
}

impl<P: PaymentProvider> Crashing<P> {
    fn subscriptions(&self) -> &dyn RecurringProvider {
        self.provider.recurring().unwrap()
    }
}

#[async_trait]
impl<P: PaymentProvider> RecurringProvider for Crashing<P> {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let call = self.subscriptions().register_subscription(request);
        self.points.around(call).await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        self.points
            .around(self.subscriptions().get_subscription(id))
            .await
    }

    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        self.points
            .around(self.subscriptions().find_subscription(reference))
            .await
    }

    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        self.points
            .around(self.subscriptions().cancel_subscription(id))
            .await
    }

    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        let call = self
            .subscriptions()
            .modify_subscription(id, amount, schedule);
        self.points.around(call).await
    }

    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        self.points
            .around(self.subscriptions().list_charges(id, page))
            .await
    }
}

#[async_trait]
impl<P: PaymentProvider> PayoutProvider for Crashing<P> {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let call = self.provider.payouts().unwrap().send_payout(request);
        self.points.around(call).await
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        let call = self.provider.payouts().unwrap().find_payout(reference);
        self.points.around(call).await
    }
}
