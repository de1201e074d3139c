//! A provider whose calls are counted and timed.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{
    AmountInput, Callback, Capabilities, Card, CardVault, Charge, Clock, Confirmation, Customer,
    Environment, Error, Expected, Lookup, MerchantReference, Operation, Outcome, Page, PageRequest,
    Payment, PaymentId, PaymentProvider, PaymentRequest, Payout, PayoutProvider, PayoutRequest,
    ProviderName, RecurringProvider, Refund, RefundRequest, Registration, Result, Schedule,
    Settlement, StoredCard, Subscription, SubscriptionId, SubscriptionRequest,
};

/// Counts and times the calls of a provider through the `metrics` facade: `payments.calls` and
/// `payments.call.duration` of the [table](crate::guide::telemetry). It changes nothing else.
///
/// ```
/// use payments_core::{Measured, PaymentProvider};
///
/// fn measured(provider: impl PaymentProvider) -> impl PaymentProvider {
///     Measured::of(provider)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Measured<P> {
    provider: P,
}

impl<P: PaymentProvider> Measured<P> {
    /// Measures this provider.
    pub fn of(provider: P) -> Self {
        Self { provider }
    }

    /// Waits for a call, and counts it by its outcome.
    async fn measure<T>(
        &self,
        operation: Operation,
        call: impl Future<Output = Result<T>> + Send,
    ) -> Result<T> {
        let (provider, operation) = (self.provider.name().as_str(), operation.name());
        let begun = Instant::now();
        let result = call.await;
        let outcome = match result.as_ref().map_err(Error::outcome) {
            Ok(_) => "done",
            Err(Outcome::NotSent) => "not_sent",
            Err(Outcome::Rejected) => "rejected",
            Err(Outcome::Unknown) => "unknown",
        };
        metrics::counter!(
            "payments.calls",
            "provider" => provider, "operation" => operation, "outcome" => outcome
        )
        .increment(1);
        metrics::histogram!(
            "payments.call.duration",
            "provider" => provider, "operation" => operation
        )
        .record(begun.elapsed());
        result
    }

    fn subscriptions(&self, operation: Operation) -> Result<&dyn RecurringProvider> {
        let none = || Error::unsupported(self.name(), operation);
        self.provider.recurring().ok_or_else(none)
    }

    fn cards(&self, operation: Operation) -> Result<&dyn CardVault> {
        let none = || Error::unsupported(self.name(), operation);
        self.provider.vault().ok_or_else(none)
    }

    fn transfers(&self, operation: Operation) -> Result<&dyn PayoutProvider> {
        let none = || Error::unsupported(self.name(), operation);
        self.provider.payouts().ok_or_else(none)
    }
}

#[deny(clippy::missing_trait_methods)]
impl<P: PaymentProvider> Provider for Measured<P> {
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
impl<P: PaymentProvider> PaymentProvider for Measured<P> {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let call = self.provider.create_payment(request);
        self.measure(Operation::CREATE_PAYMENT, call).await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let call = self.provider.confirm_payment(confirmation);
        self.measure(Operation::CONFIRM_PAYMENT, call).await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let call = self.provider.get_payment(id);
        self.measure(Operation::GET_PAYMENT, call).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        let call = self.provider.find_payment(reference);
        self.measure(Operation::FIND_PAYMENT, call).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        let call = self.provider.list_payments(page);
        self.measure(Operation::LIST_PAYMENTS, call).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        let call = self.provider.void_payment(id);
        self.measure(Operation::VOID_PAYMENT, call).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        let call = self.provider.refund_payment(request);
        self.measure(Operation::REFUND_PAYMENT, call).await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        let call = self.provider.find_refund(reference);
        self.measure(Operation::FIND_REFUND, call).await
    }

    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        let call = self.provider.settle(expected, callback);
        self.measure(Operation::SETTLE_PAYMENT, call).await
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        self.provider.vault().map(|_| self as &dyn CardVault)
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        let bare = self.provider.recurring();
        bare.map(|_| self as &dyn RecurringProvider)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        self.provider.payouts().map(|_| self as &dyn PayoutProvider)
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> RecurringProvider for Measured<P> {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let operation = Operation::REGISTER_SUBSCRIPTION;
        let recurring = self.subscriptions(operation)?;
        self.measure(operation, recurring.register_subscription(request))
            .await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let operation = Operation::GET_SUBSCRIPTION;
        let recurring = self.subscriptions(operation)?;
        self.measure(operation, recurring.get_subscription(id))
            .await
    }

    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        let operation = Operation::FIND_SUBSCRIPTION;
        let recurring = self.subscriptions(operation)?;
        self.measure(operation, recurring.find_subscription(reference))
            .await
    }

    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let operation = Operation::CANCEL_SUBSCRIPTION;
        let recurring = self.subscriptions(operation)?;
        self.measure(operation, recurring.cancel_subscription(id))
            .await
    }

    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        let operation = Operation::MODIFY_SUBSCRIPTION;
        let recurring = self.subscriptions(operation)?;
        self.measure(
            operation,
            recurring.modify_subscription(id, amount, schedule),
        )
        .await
    }

    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        let operation = Operation::LIST_CHARGES;
        let recurring = self.subscriptions(operation)?;
        self.measure(operation, recurring.list_charges(id, page))
            .await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> CardVault for Measured<P> {
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        let operation = Operation::STORE_CARD;
        let vault = self.cards(operation)?;
        self.measure(operation, vault.store_card(card, customer))
            .await
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        let operation = Operation::DELETE_CARD;
        let vault = self.cards(operation)?;
        self.measure(operation, vault.delete_card(card)).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> PayoutProvider for Measured<P> {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let operation = Operation::SEND_PAYOUT;
        let payouts = self.transfers(operation)?;
        self.measure(operation, payouts.send_payout(request)).await
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        let operation = Operation::FIND_PAYOUT;
        let payouts = self.transfers(operation)?;
        self.measure(operation, payouts.find_payout(reference))
            .await
    }
}
