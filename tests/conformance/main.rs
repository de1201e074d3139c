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

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Payment, PaymentProvider, PaymentRequest, PayoutRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport, RetryPolicy};
use payments_testkit::conformance::{self, Harness};

use crate::flaw::Flaw;
use crate::flawed::Flawed;
use crate::in_memory::InMemory;
use crate::mpandco::OnTheSimulator;

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

    async fn payouts(&self, reference: &str) -> usize {
        self.inner.payouts(reference).await
    }
}

/// Which of the behaviors fail, by their names.
macro_rules! failing {
    ($harness:expr; $($behavior:ident)*) => {{
        let mut failing = Vec::new();
        $(
            let harness = $harness;
            let run = tokio::spawn(async move { conformance::$behavior(&harness).await });
            if run.await.is_err_and(|error| error.is_panic()) {
                failing.push(stringify!($behavior));
            }
        )*
        failing
    }};
}

async fn failing_in_memory(flaw: Flaw) -> Vec<&'static str> {
    let harness = || With {
        inner: InMemory::new(),
        flaw,
    };
    failing! { harness();
        only_listed_operations_are_supported
        optional_traits_match_the_capabilities
        invalid_payments_are_refused_before_sending
        a_created_payment_is_fetched_by_its_id
        a_payment_is_paid_once
        a_reference_finds_its_payment
        pages_list_every_payment_once
        no_secret_is_printed
        a_provider_works_after_dropped_calls
        concurrent_tasks_share_a_provider
        invalid_subscriptions_are_refused_before_sending
        a_registered_subscription_is_fetched_by_its_id
        a_subscription_is_cancelled_once
        a_reference_finds_its_subscription
        pages_list_every_charge_once
        invalid_payouts_are_refused_before_sending
        a_payout_is_sent_once
        a_reference_finds_its_payout
    }
}

async fn failing_over_http(flaw: Flaw) -> Vec<&'static str> {
    let harness = async || With {
        inner: OnTheSimulator::start().await,
        flaw,
    };
    failing! { harness().await;
        invalid_payments_are_refused_before_sending
        every_fault_reports_a_true_outcome
        a_lost_response_is_resolved_truthfully
        nothing_is_ruled_out_before_the_settle_time
        only_reads_are_retried
        no_secret_is_printed_after_faults
    }
}

#[tokio::test]
async fn each_flaw_fails_exactly_its_behavior() {
    for (flaw, behavior) in [
        (
            Flaw::ServesTheUnlisted,
            "only_listed_operations_are_supported",
        ),
        (
            Flaw::GivesOutAnother,
            "optional_traits_match_the_capabilities",
        ),
        (
            Flaw::SendsUnchecked,
            "invalid_payments_are_refused_before_sending",
        ),
        (
            Flaw::RefusesUnknownIds,
            "a_created_payment_is_fetched_by_its_id",
        ),
        (Flaw::ConfirmsAgain, "a_payment_is_paid_once"),
        (Flaw::FindsNothing, "a_reference_finds_its_payment"),
        (Flaw::ListsTwice, "pages_list_every_payment_once"),
        (Flaw::PrintsCards, "no_secret_is_printed"),
        (Flaw::LosesSlots, "a_provider_works_after_dropped_calls"),
        (Flaw::OneAtATime, "concurrent_tasks_share_a_provider"),
        (Flaw::MixesUpPayouts, "a_payout_is_sent_once"),
        (Flaw::FindsNoPayout, "a_reference_finds_its_payout"),
        (
            Flaw::RefusesUnknownSubscriptions,
            "a_registered_subscription_is_fetched_by_its_id",
        ),
        (
            Flaw::FindsNoSubscription,
            "a_reference_finds_its_subscription",
        ),
        (Flaw::ListsChargesTwice, "pages_list_every_charge_once"),
        (Flaw::ForgetsCharges, "pages_list_every_charge_once"),
        (
            Flaw::SendsSubscriptionsUnchecked,
            "invalid_subscriptions_are_refused_before_sending",
        ),
        (
            Flaw::SendsPayoutsUnchecked,
            "invalid_payouts_are_refused_before_sending",
        ),
        (
            Flaw::DoubtsSubscriptions,
            "a_subscription_is_cancelled_once",
        ),
    ] {
        assert_eq!(failing_in_memory(flaw).await, [behavior], "{flaw:?}");
    }
}

#[tokio::test]
async fn each_flaw_over_http_fails_exactly_its_behavior() {
    for (flaw, behavior) in [
        (
            Flaw::RejectsTheUnknown,
            "every_fault_reports_a_true_outcome",
        ),
        (
            Flaw::AsksFirst,
            "invalid_payments_are_refused_before_sending",
        ),
        (Flaw::NeverRepeats, "only_reads_are_retried"),
        (
            Flaw::ShowsTheStateBefore,
            "a_lost_response_is_resolved_truthfully",
        ),
        (
            Flaw::SettlesAtOnce,
            "nothing_is_ruled_out_before_the_settle_time",
        ),
        (Flaw::PrintsCards, "no_secret_is_printed_after_faults"),
    ] {
        assert_eq!(failing_over_http(flaw).await, [behavior], "{flaw:?}");
    }
}
