//! The in-memory provider. It sends no HTTP, so there is no fault injection.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Currency, Money, Payment, PaymentProvider, PaymentRequest, PayoutRequest,
    RecurringProvider, SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::ClientConfig;
use payments_testkit::conformance::Harness;
use payments_testkit::{InMemoryProvider, samples};

pub(crate) struct InMemory(InMemoryProvider);

impl InMemory {
    pub(crate) fn new() -> Self {
        let provider = InMemoryProvider::new()
            .with_clock(samples::subscription_clock())
            .with_page_size(4);
        Self(provider)
    }
}

/// An order with return URLs.
pub(crate) fn order(reference: &str) -> PaymentRequest {
    let shop = "https://shop.example/".parse().unwrap();
    let sample = samples::payment(&shop);
    PaymentRequest::new(reference, sample.amount().clone())
        .with_description("Two coffees")
        .with_return_urls(sample.return_urls().unwrap().clone())
}

#[async_trait]
impl Harness for InMemory {
    fn provider(&self, _: ClientConfig) -> Arc<dyn PaymentProvider> {
        Arc::new(self.0.clone())
    }

    fn sends_no_http(&self) -> bool {
        true
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        order(reference)
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        let request = samples::subscription().with_reference(reference);
        Some(request.with_charge_now())
    }

    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        let amount = Money::from_minor(100, Currency::VES);
        let account = "0".repeat(20);
        Some(PayoutRequest::new(
            reference,
            amount,
            "Ana",
            "V19123456",
            account,
        ))
    }

    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        let payer = self.0.approve(payment.id())?;
        Some(Confirmation::by_payer(
            payment.id().as_str(),
            payer.as_str(),
        ))
    }

    async fn decline_next_payment(&self) -> bool {
        self.0.decline_next_payment();
        true
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        let due = (0..7).map_while(|_| self.0.charge(subscription));
        due.count()
    }

    fn secrets(&self) -> Vec<String> {
        vec![samples::card_number(), "222".to_owned()]
    }

    async fn times_created(&self, reference: &str) -> usize {
        let found = self.0.find_payment(&reference.into()).await.unwrap();
        found.matches().len()
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let found = self.0.find_payment(&reference.into()).await.unwrap();
        found.matches().iter().filter_map(Payment::amount).collect()
    }

    async fn times_paid(&self, reference: &str) -> usize {
        let found = self.0.find_payment(&reference.into()).await.unwrap();
        let paid = |payment: &&Payment| payment.status().is_paid();
        found.matches().iter().filter(paid).count()
    }

    async fn registrations(&self, reference: &str) -> usize {
        let found = self.0.find_subscription(&reference.into()).await.unwrap();
        found.matches().len()
    }

    async fn refunds(&self, reference: &str) -> usize {
        let found = self.0.find_refund(&reference.into()).await.unwrap();
        found.matches().len()
    }

    async fn payouts(&self, reference: &str) -> usize {
        let sent = self.0.sent_payouts();
        let reference = Some(reference.into());
        sent.iter()
            .filter(|payout| payout.reference == reference)
            .count()
    }
}

payments_testkit::conformance!(InMemory::new());
