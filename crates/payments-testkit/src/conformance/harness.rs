//! What the suite has to know of a provider.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Payment, PaymentProvider, PaymentRequest, PayoutRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport};

/// How to build a provider, and the world that it acts on: a simulator, a sandbox, or nothing but
/// memory. Each test of [`conformance!`](crate::conformance!) begins with a new harness.
#[async_trait]
pub trait Harness: Send + Sync {
    /// A client of the world. The suite has set the transport and the retries; the harness adds
    /// the rest, such as the world's clock.
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider>;

    /// The transport to the world, which the suite watches and breaks. None where the provider
    /// sends no HTTP.
    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        None
    }

    /// A payment that the world accepts, and does not decline.
    fn payment_request(&self, reference: &str) -> PaymentRequest;

    /// A subscription that the world accepts, if it has any.
    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        let _ = reference;
        None
    }

    /// A payout that the world accepts, if it has any.
    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        let _ = reference;
        None
    }

    /// The payer approves a payment. None where payments need no confirmation.
    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        let _ = payment;
        None
    }

    /// Time passes until charges of a subscription fell due. Answers how many did.
    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        let _ = subscription;
        0
    }

    /// An id in the form of the world's, which belongs to nothing.
    fn unknown_id(&self) -> String {
        "UNKNOWN-1".to_owned()
    }

    /// What must never be printed: keys, and the card of the requests. One shorter than eight
    /// bytes counts only where it stands alone.
    fn secrets(&self) -> Vec<String>;

    /// How many payments with this reference the world holds, whatever became of them.
    async fn times_created(&self, reference: &str) -> usize;

    /// How often money moved for this reference.
    async fn times_paid(&self, reference: &str) -> usize;

    /// How many subscriptions with this reference the world holds.
    async fn registrations(&self, reference: &str) -> usize {
        let _ = reference;
        0
    }

    /// How many payouts with this reference the world holds.
    async fn payouts(&self, reference: &str) -> usize {
        let _ = reference;
        0
    }
}
