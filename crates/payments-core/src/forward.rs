//! Providers behind a `Box` or an `Arc` are providers.
//!
//! A method left out here would silently fall back to its `Unsupported` default, so leaving one
//! out does not compile.
#![deny(clippy::missing_trait_methods)]

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{
    AmountInput, Callback, Capabilities, Card, CardVault, Charge, Clock, Confirmation, Customer,
    Environment, Expected, Lookup, MerchantReference, Page, PageRequest, Payment, PaymentId,
    PaymentProvider, PaymentRequest, Payout, PayoutProvider, PayoutRequest, ProviderName,
    RecurringProvider, Refund, RefundRequest, Registration, Result, Schedule, Settlement,
    StoredCard, Subscription, SubscriptionId, SubscriptionRequest,
};

macro_rules! forward {
    ($($pointer:ident),*) => {$(
        impl<P: Provider + ?Sized> Provider for $pointer<P> {
            fn name(&self) -> ProviderName {
                (**self).name()
            }

            fn environment(&self) -> Environment {
                (**self).environment()
            }

            fn capabilities(&self) -> Capabilities {
                (**self).capabilities()
            }

            fn settle_time(&self) -> Duration {
                (**self).settle_time()
            }

            fn clock(&self) -> &dyn Clock {
                (**self).clock()
            }
        }

        #[async_trait]
        impl<P: PaymentProvider + ?Sized> PaymentProvider for $pointer<P> {
            async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
                (**self).create_payment(request).await
            }

            async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
                (**self).confirm_payment(confirmation).await
            }

            async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
                (**self).get_payment(id).await
            }

            async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
                (**self).find_payment(reference).await
            }

            async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
                (**self).list_payments(page).await
            }

            async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
                (**self).void_payment(id).await
            }

            async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
                (**self).refund_payment(request).await
            }

            async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
                (**self).find_refund(reference).await
            }

            async fn settle(
                &self,
                expected: &Expected,
                callback: Option<&Callback>,
            ) -> Result<Settlement> {
                (**self).settle(expected, callback).await
            }

            fn vault(&self) -> Option<&dyn CardVault> {
                (**self).vault()
            }

            fn recurring(&self) -> Option<&dyn RecurringProvider> {
                (**self).recurring()
            }

            fn payouts(&self) -> Option<&dyn PayoutProvider> {
                (**self).payouts()
            }
        }

        #[async_trait]
        impl<P: RecurringProvider + ?Sized> RecurringProvider for $pointer<P> {
            async fn register_subscription(
                &self,
                request: &SubscriptionRequest,
            ) -> Result<Registration> {
                (**self).register_subscription(request).await
            }

            async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
                (**self).get_subscription(id).await
            }

            async fn find_subscription(
                &self,
                reference: &MerchantReference,
            ) -> Result<Lookup<Subscription>> {
                (**self).find_subscription(reference).await
            }

            async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
                (**self).cancel_subscription(id).await
            }

            async fn modify_subscription(
                &self,
                id: &SubscriptionId,
                amount: &AmountInput,
                schedule: Schedule,
            ) -> Result<Subscription> {
                (**self).modify_subscription(id, amount, schedule).await
            }

            async fn list_charges(
                &self,
                id: &SubscriptionId,
                page: &PageRequest,
            ) -> Result<Page<Charge>> {
                (**self).list_charges(id, page).await
            }
        }

        #[async_trait]
        impl<P: CardVault + ?Sized> CardVault for $pointer<P> {
            async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
                (**self).store_card(card, customer).await
            }

            async fn delete_card(&self, card: &StoredCard) -> Result<()> {
                (**self).delete_card(card).await
            }
        }

        #[async_trait]
        impl<P: PayoutProvider + ?Sized> PayoutProvider for $pointer<P> {
            async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
                (**self).send_payout(request).await
            }

            async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
                (**self).find_payout(reference).await
            }
        }
    )*};
}

forward!(Arc, Box);

#[cfg(test)]
mod tests;
