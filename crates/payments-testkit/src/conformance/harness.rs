//! What the suite needs to know about a provider.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Card, CardExpiry, Confirmation, Customer, Money, Payment, PaymentProvider, PaymentRequest,
    PayoutRequest, SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport};

use crate::samples;

/// Builds a provider and observes the service behind it: a simulator, a sandbox, or memory. Each
/// test of [`conformance!`](crate::conformance!) starts with a new harness.
#[async_trait]
pub trait Harness: Send + Sync {
    /// Builds a client of the service. The suite has set the transport and the retries; the harness
    /// adds the rest, such as the service's clock.
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider>;

    /// The transport to the service, which the suite counts and breaks. `None` where the provider
    /// sends no HTTP.
    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        None
    }

    /// Whether the provider sends no HTTP at all. Only then may [`transport`](Self::transport) return
    /// `None`: the behaviors under faults are skipped.
    fn sends_no_http(&self) -> bool {
        false
    }

    /// A payment that the service accepts and does not decline.
    fn payment_request(&self, reference: &str) -> PaymentRequest;

    /// A subscription that the service accepts, if it has subscriptions.
    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        let _ = reference;
        None
    }

    /// A payout that the service accepts, if it has payouts.
    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        let _ = reference;
        None
    }

    /// A card that the service stores, and its holder.
    fn card(&self) -> (Card, Customer) {
        let expiry = CardExpiry::new(9, 2039);
        let card = Card::new(samples::card_number(), expiry).with_security_code("222");
        (card, samples::customer())
    }

    /// Lets the payer approve a payment. `None` where payments need no confirmation.
    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        let _ = payment;
        None
    }

    /// Makes the service decline the next payment that is paid. Returns `false` where the service has
    /// no declines.
    async fn decline_next_payment(&self) -> bool {
        false
    }

    /// Lets time pass until charges of a subscription fall due. Returns how many did.
    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        let _ = subscription;
        0
    }

    /// A well-formed id that does not exist at the service.
    fn unknown_id(&self) -> String {
        "UNKNOWN-1".to_owned()
    }

    /// Members of responses, as beginnings of their paths, in which the service's own documents
    /// contradict themselves: a different value there is not taken for another payment.
    fn unreliable_members(&self) -> &'static [&'static str] {
        &[]
    }

    /// What must never be printed: keys, and the card of the requests. A value shorter than eight
    /// bytes counts only as a separate word.
    fn secrets(&self) -> Vec<String>;

    /// How many payments with this reference the service holds, in any state.
    async fn times_created(&self, reference: &str) -> usize;

    /// The amounts of the payments with this reference that the service holds.
    async fn amounts(&self, reference: &str) -> Vec<Money>;

    /// How often money moved for this reference.
    async fn times_paid(&self, reference: &str) -> usize;

    /// How many refunds with this reference the service holds.
    async fn refunds(&self, reference: &str) -> usize {
        let _ = reference;
        0
    }

    /// How many subscriptions with this reference the service holds.
    async fn registrations(&self, reference: &str) -> usize {
        let _ = reference;
        0
    }

    /// How many payouts with this reference the service holds.
    async fn payouts(&self, reference: &str) -> usize {
        let _ = reference;
        0
    }
}
