//! mPandco, on the simulator.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Currency, Money, Payment, PaymentProvider, PaymentRequest, PayoutRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport, ReqwestTransport};
use payments_sim::Simulator;
use payments_sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET, IntentState};
use payments_testkit::conformance::Harness;
use provider_mpandco::{Credentials, Mpandco, PayerReturn};

use crate::in_memory::order;

pub(crate) struct OnTheSimulator(Simulator);

impl OnTheSimulator {
    pub(crate) async fn start() -> Self {
        Self(Simulator::start().await.unwrap())
    }
}

/// An amount of the simulator's records.
pub(crate) fn money(amount: rust_decimal::Decimal, currency: Currency) -> Money {
    Money::parse(&amount.to_string(), currency).unwrap()
}

#[async_trait]
impl Harness for OnTheSimulator {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let client = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
            .with_base_url(self.0.mpandco_base_url())
            .with_client(config.with_clock(self.0.clock().clone()))
            .build();
        Arc::new(client.unwrap())
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        let transport = ReqwestTransport::for_loopback(Default::default());
        Some(Arc::new(transport.unwrap()))
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        order(reference)
    }

    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
        let amount = Money::from_minor(100, Currency::VES);
        Some(PayoutRequest::new(
            reference,
            amount,
            "Ana",
            "V19123456",
            account,
        ))
    }

    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        let returned = self.0.approve_payment(payment.id().as_str())?;
        let returned = PayerReturn::from_url(&returned).unwrap();
        Some(returned.confirmation(payment.id()).unwrap())
    }

    fn unreliable_members(&self) -> &'static [&'static str] {
        // In the manual's examples it differs from the totals of the transactions.
        &["total."]
    }

    async fn decline_next_payment(&self) -> bool {
        self.0.mpandco().set_insufficient_funds(true);
        true
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let intents = self.0.mpandco().intents();
        let of_it = intents
            .iter()
            .filter(|intent| intent.reference.as_deref() == Some(reference));
        of_it
            .map(|intent| money(intent.total, Currency::VES))
            .collect()
    }

    fn secrets(&self) -> Vec<String> {
        let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
        vec![CLIENT_SECRET.to_owned(), account]
    }

    async fn times_created(&self, reference: &str) -> usize {
        let intents = self.0.mpandco().intents();
        let of_it = |intent: &Option<String>| intent.as_deref() == Some(reference);
        intents
            .iter()
            .filter(|intent| of_it(&intent.reference))
            .count()
    }

    async fn times_paid(&self, reference: &str) -> usize {
        self.0.mpandco().times_executed(reference)
    }

    async fn refunds(&self, reference: &str) -> usize {
        let intent = self.0.mpandco().intent(reference);
        usize::from(intent.is_some_and(|intent| intent.state == IntentState::Annulled))
    }

    async fn payouts(&self, reference: &str) -> usize {
        self.0.mpandco().payouts_of(reference).len()
    }
}

payments_testkit::conformance!(OnTheSimulator::start().await);
