//! PagoFácil's stored cards on the simulator, each charge with the token of one that was stored before.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    CardToken, CardVault, Money, PaymentMethod, PaymentProvider, PaymentRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport};
use payments_sim::pagofacil::State;
use payments_testkit::conformance::Harness;
use payments_testkit::samples;
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

use crate::pagofacil::{OnTheSimulator, card};

struct StoredCard {
    service: OnTheSimulator,
    token: CardToken,
}

impl StoredCard {
    async fn start() -> Self {
        let service = OnTheSimulator::start(Encoding::JsonRpc).await;
        let client = client(&service, ClientConfig::new());
        let stored = client.store_card(&card(), &samples::customer()).await;
        Self {
            token: stored.unwrap().token,
            service,
        }
    }
}

fn client(service: &OnTheSimulator, config: ClientConfig) -> PagoFacil {
    let (branch_id, user_id) = State::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id);
    let simulator = service.simulator();
    PagoFacil::sandbox(keys.with_api_secret(State::sandbox_api_secret()))
        .with_card_tokens(State::sandbox_cipher_key())
        .with_base_url(simulator.pagofacil_base_url())
        .with_client(config.with_clock(simulator.clock().clone()))
        .build()
        .unwrap()
}

#[async_trait]
impl Harness for StoredCard {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        Arc::new(client(&self.service, config))
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        self.service.transport()
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        let amount = self.service.payment_request(reference).amount().clone();
        PaymentRequest::new(reference, amount).with_method(PaymentMethod::CardToken {
            token: self.token.clone(),
            customer: None,
        })
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        self.service.subscription_request(reference)
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        self.service.charge(subscription).await
    }

    async fn decline_next_payment(&self) -> bool {
        self.service.decline_next_payment().await
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.service.secrets();
        secrets.extend([self.token.expose().to_owned(), State::sandbox_cipher_key()]);
        secrets
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.service.times_created(reference).await
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        self.service.amounts(reference).await
    }

    async fn times_paid(&self, reference: &str) -> usize {
        self.service.times_paid(reference).await
    }

    async fn registrations(&self, reference: &str) -> usize {
        self.service.registrations(reference).await
    }
}

payments_testkit::conformance!(StoredCard::start().await);

#[tokio::test]
async fn a_card_is_stored_charged_and_deleted() {
    let harness = StoredCard::start().await;
    let client = client(&harness.service, ClientConfig::new());
    let books = harness.service.simulator().pagofacil();
    let stored = client.store_card(&card(), &samples::customer()).await;
    let stored = stored.unwrap();
    assert_eq!(books.stored_card_count(), 2);
    let charge = |reference: &str| {
        let amount = harness.payment_request(reference).amount().clone();
        let method = PaymentMethod::CardToken {
            token: stored.token.clone(),
            customer: None,
        };
        PaymentRequest::new(reference, amount).with_method(method)
    };
    assert!(
        client
            .create_payment(&charge("ORDER-1"))
            .await
            .unwrap()
            .status()
            .is_paid()
    );
    client.delete_card(&stored).await.unwrap();
    assert_eq!(books.stored_card_count(), 1);
    client.create_payment(&charge("ORDER-2")).await.unwrap_err();
    client.delete_card(&stored).await.unwrap_err();
    assert_eq!(harness.times_paid("ORDER-2").await, 0);
}
