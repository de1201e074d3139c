//! The service as the conformance suite sees it.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{CardToken, Currency, Money, PaymentMethod, PaymentProvider, PaymentRequest};
use payments_kit::http::{ClientConfig, HttpTransport, ReqwestTransport, TransportSettings};
use payments_testkit::conformance::Harness;

use crate::provider::Template;
use crate::server::{API_KEY, Server, WEBHOOK_KEY};

pub(crate) fn client(server: &Server, config: ClientConfig) -> Template {
    Template::sandbox(
        &server.base_url(),
        API_KEY.into(),
        WEBHOOK_KEY.into(),
        config,
    )
    .unwrap()
}

pub(crate) fn order(reference: &str, token: &str) -> PaymentRequest {
    PaymentRequest::new(reference, Money::from_minor(80_050, Currency::MXN)).with_method(
        PaymentMethod::CardToken {
            token: CardToken::new(token),
            customer: None,
        },
    )
}

struct Service(Server);

#[async_trait]
impl Harness for Service {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        Arc::new(client(&self.0, config))
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        let settings = TransportSettings::default();
        Some(Arc::new(ReqwestTransport::for_loopback(settings).unwrap()))
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        order(reference, "tok-good")
    }

    fn secrets(&self) -> Vec<String> {
        vec![
            API_KEY.to_owned(),
            WEBHOOK_KEY.to_owned(),
            "tok-good".to_owned(),
        ]
    }

    fn unknown_id(&self) -> String {
        "pay-999".to_owned()
    }

    async fn times_created(&self, reference: &str) -> usize {
        let books = self.0.books.lock().unwrap();
        let payments = books.payments.iter();
        payments
            .filter(|known| known.reference == reference)
            .count()
    }

    async fn decline_next_payment(&self) -> bool {
        self.0.books.lock().unwrap().declines_next = true;
        true
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let books = self.0.books.lock().unwrap();
        let payments = books.payments.iter();
        let payments = payments.filter(|known| known.reference == reference);
        payments.map(|known| known.amount).collect()
    }

    async fn refunds(&self, reference: &str) -> usize {
        let books = self.0.books.lock().unwrap();
        let refunds = books.refunds.iter();
        refunds
            .filter(|refund| refund["reference"] == reference)
            .count()
    }

    async fn times_paid(&self, reference: &str) -> usize {
        let books = self.0.books.lock().unwrap();
        let paid = books.payments.iter().filter(|known| known.status == "paid");
        paid.filter(|known| known.reference == reference).count()
    }
}

payments_testkit::conformance!(Service(Server::start().await));
