//! PagoFácil on the simulator, in each of its encodings.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Card, CardExpiry, Currency, Money, PaymentProvider, PaymentRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport, ReqwestTransport};
use payments_sim::Simulator;
use payments_sim::pagofacil::{self, ChargeKind};
use payments_testkit::conformance::Harness;
use payments_testkit::samples;
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

use time::Duration;

use crate::mpandco::money;

const CODE: &str = "7391";

pub(crate) struct OnTheSimulator {
    simulator: Simulator,
    encoding: Encoding,
}

impl OnTheSimulator {
    pub(crate) async fn start(encoding: Encoding) -> Self {
        let clock = samples::subscription_clock();
        let simulator = Simulator::start_with(0, clock).await.unwrap();
        simulator.pagofacil().set_page_size(3);
        Self {
            simulator,
            encoding,
        }
    }

    pub(crate) fn simulator(&self) -> &Simulator {
        &self.simulator
    }
}

/// An American Express card: the test environment approves each of its charges.
pub(crate) fn card() -> Card {
    Card::new(number(), CardExpiry::new(9, 16)).with_security_code(CODE)
}

fn number() -> String {
    format!("37{}", "1".repeat(13))
}

#[async_trait]
impl Harness for OnTheSimulator {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let (branch_id, user_id) = pagofacil::State::sandbox_keys();
        let keys = SandboxKeys::new(branch_id, user_id);
        let client =
            PagoFacil::sandbox(keys.with_api_secret(pagofacil::State::sandbox_api_secret()))
                .with_base_url(self.simulator.pagofacil_base_url())
                .with_encoding(self.encoding)
                .with_client(config.with_clock(self.simulator.clock().clone()))
                .build();
        Arc::new(client.unwrap())
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        let transport = ReqwestTransport::for_loopback(Default::default());
        Some(Arc::new(transport.unwrap()))
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        let amount = Money::from_minor(80_000, Currency::MXN);
        PaymentRequest::new(reference, amount).with_card(card(), samples::customer())
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        let sample = samples::subscription();
        let (amount, customer) = (sample.amount().clone(), sample.customer().clone());
        let request = SubscriptionRequest::new(amount, card(), customer, sample.schedule());
        Some(request.with_reference(reference).with_charge_now())
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        let charges = || {
            let held = self
                .simulator
                .pagofacil()
                .subscription(subscription.as_str());
            held.unwrap().charges.len()
        };
        let before = charges();
        self.simulator.clock().advance(Duration::days(240));
        charges() - before
    }

    async fn decline_next_payment(&self) -> bool {
        self.simulator.pagofacil().set_next_charge(false);
        true
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let charges = self.simulator.pagofacil().charges();
        let of_it = charges
            .iter()
            .filter(|charge| charge.reference.as_deref() == Some(reference));
        of_it
            .map(|charge| money(charge.amount, charge.currency))
            .collect()
    }

    fn secrets(&self) -> Vec<String> {
        let (branch_id, user_id) = pagofacil::State::sandbox_keys();
        let secret = pagofacil::State::sandbox_api_secret();
        vec![number(), CODE.to_owned(), branch_id, user_id, secret]
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.times_paid(reference).await
    }

    async fn times_paid(&self, reference: &str) -> usize {
        let charges = self.simulator.pagofacil().charges();
        let charges = charges.iter().filter(|charge| {
            charge.kind == ChargeKind::OneTime && charge.reference.as_deref() == Some(reference)
        });
        charges.filter(|charge| charge.is_approved()).count()
    }

    async fn registrations(&self, reference: &str) -> usize {
        self.simulator.pagofacil().registrations_of(reference)
    }
}

macro_rules! in_each_encoding {
    ($($name:ident = $encoding:ident;)*) => {$(
        mod $name {
            use super::{Encoding, OnTheSimulator};

            payments_testkit::conformance!(OnTheSimulator::start(Encoding::$encoding).await);
        }
    )*};
}

in_each_encoding! {
    json_rpc = JsonRpc;
    query_json = QueryJson;
    query_xml = QueryXml;
    form_json = FormJson;
    form_xml = FormXml;
}
