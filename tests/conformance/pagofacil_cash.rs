//! PagoFácil's cash orders on the simulator: the payer approves by paying at a store.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Currency, Money, Payment, PaymentMethod, PaymentProvider, PaymentRequest,
    SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport};
use payments_sim::Simulator;
use payments_sim::pagofacil::{CashStatus, State};
use payments_testkit::conformance::Harness;
use payments_testkit::samples;
use provider_pagofacil::{CashStore, Encoding, PagoFacil, SandboxKeys};

use crate::pagofacil::OnTheSimulator;

struct Cash(OnTheSimulator);

impl Cash {
    async fn start() -> Self {
        Self(OnTheSimulator::start(Encoding::JsonRpc).await)
    }

    fn service(&self) -> &Simulator {
        self.0.simulator()
    }
}

#[async_trait]
impl Harness for Cash {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let (branch_id, user_id) = State::sandbox_keys();
        let keys = SandboxKeys::new(branch_id, user_id);
        let client = PagoFacil::sandbox(keys.with_api_secret(State::sandbox_api_secret()))
            .with_cash_orders()
            .with_base_url(self.service().pagofacil_base_url())
            .with_client(config.with_clock(self.service().clock().clone()))
            .build();
        Arc::new(client.unwrap())
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        self.0.transport()
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        let amount = Money::from_minor(15_050, Currency::MXN);
        PaymentRequest::new(reference, amount).with_method(PaymentMethod::Cash {
            store: Some(CashStore::SEVEN_ELEVEN.to_owned()),
            customer: Box::new(samples::customer()),
        })
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        self.0.subscription_request(reference)
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        self.0.charge(subscription).await
    }

    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        let id = payment.id().as_str();
        assert!(self.service().pagofacil().pay_cash_order(id), "{id}");
        None
    }

    fn secrets(&self) -> Vec<String> {
        self.0.secrets()
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.amounts(reference).await.len()
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let orders = self.service().pagofacil().cash_orders();
        let orders = orders.iter().filter(|order| order.order_id == reference);
        let amounts = orders.map(|order| Money::new(order.amount, Currency::MXN).unwrap());
        amounts.collect()
    }

    async fn times_paid(&self, reference: &str) -> usize {
        let orders = self.service().pagofacil().cash_orders();
        let orders = orders.iter().filter(|order| order.order_id == reference);
        orders
            .filter(|order| order.status == CashStatus::Paid)
            .count()
    }

    async fn registrations(&self, reference: &str) -> usize {
        self.0.registrations(reference).await
    }
}

payments_testkit::conformance!(Cash::start().await);
