//! The providers of this workspace keep the promises of the traits, and the suite catches providers
//! that do not: each flaw fails the behavior whose promise it breaks, and no other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod flaw;
mod flawed;
mod flawed_recurring;
mod in_memory;
mod mpandco;
mod pagofacil;
mod pagofacil_cash;
mod pagofacil_tokens;
mod planted;
mod rest;
mod seeds;

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Money, Payment, PaymentProvider, PaymentRequest, PayoutRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport, RetryPolicy};
use payments_testkit::conformance::{self, Harness, Run};

use crate::flaw::Flaw;
use crate::flawed::Flawed;
use crate::in_memory::InMemory;

struct With<H> {
    inner: H,
    flaw: Flaw,
}

#[async_trait]
impl<H: Harness> Harness for With<H> {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let config = match self.flaw {
            Flaw::NeverRepeats => config.with_retry(RetryPolicy::never()),
            _ => config,
        };
        Arc::new(Flawed::new(self.inner.provider(config), self.flaw))
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        self.inner.transport()
    }

    fn sends_no_http(&self) -> bool {
        self.inner.sends_no_http()
    }

    fn unreliable_members(&self) -> &'static [&'static str] {
        self.inner.unreliable_members()
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        self.inner.payment_request(reference)
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        self.inner.subscription_request(reference)
    }

    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        self.inner.payout_request(reference)
    }

    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        self.inner.approve(payment).await
    }

    async fn decline_next_payment(&self) -> bool {
        self.inner.decline_next_payment().await
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        self.inner.amounts(reference).await
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        self.inner.charge(subscription).await
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.inner.secrets();
        secrets.push(payments_testkit::samples::card_number());
        secrets
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.inner.times_created(reference).await
    }

    async fn times_paid(&self, reference: &str) -> usize {
        self.inner.times_paid(reference).await
    }

    async fn registrations(&self, reference: &str) -> usize {
        self.inner.registrations(reference).await
    }

    async fn refunds(&self, reference: &str) -> usize {
        self.inner.refunds(reference).await
    }

    async fn payouts(&self, reference: &str) -> usize {
        self.inner.payouts(reference).await
    }
}

/// A harness without a transport that does not say so.
#[tokio::test]
#[should_panic(expected = "transport() must return the transport to the service")]
async fn a_forgotten_transport_fails_the_behaviors_under_faults() {
    struct Forgotten(InMemory);

    #[async_trait]
    impl Harness for Forgotten {
        fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
            self.0.provider(config)
        }

        fn payment_request(&self, reference: &str) -> PaymentRequest {
            self.0.payment_request(reference)
        }

        fn secrets(&self) -> Vec<String> {
            self.0.secrets()
        }

        async fn amounts(&self, reference: &str) -> Vec<Money> {
            self.0.amounts(reference).await
        }

        async fn times_created(&self, reference: &str) -> usize {
            self.0.times_created(reference).await
        }

        async fn times_paid(&self, reference: &str) -> usize {
            self.0.times_paid(reference).await
        }
    }

    let harness = Forgotten(InMemory::new());
    conformance::every_fault_reports_a_true_outcome(&Run::new(&harness)).await;
}
