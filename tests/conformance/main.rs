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
mod rest;

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::{
    Confirmation, Money, Payment, PaymentProvider, PaymentRequest, PayoutRequest, SubscriptionId,
    SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport, RetryPolicy};
use payments_testkit::conformance::{self, Harness};

use crate::flaw::Flaw;
use crate::flawed::Flawed;
use crate::in_memory::InMemory;
use crate::mpandco::OnTheSimulator;
use crate::rest::OnTheService;

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
        invalid_subscriptions_are_refused_before_sending
        invalid_payouts_are_refused_before_sending
        invalid_cards_are_refused_before_sending
        a_stored_card_is_charged_and_deleted_once
        a_payment_keeps_its_amount_and_currency
        a_payment_is_paid_once
        a_declined_payment_is_not_paid
        a_payout_is_sent_once
        a_subscription_is_cancelled_once
        a_created_payment_is_fetched_by_its_id
        a_registered_subscription_is_fetched_by_its_id
        a_reference_finds_its_payment
        a_reference_finds_its_payout
        a_reference_finds_its_subscription
        pages_list_every_payment_once
        pages_list_every_charge_once
        payments_are_listed_newest_first
        no_secret_is_printed
        no_secret_is_traced
        a_provider_works_after_dropped_calls
        concurrent_tasks_share_a_provider
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

async fn failing_over_rest(flaw: Flaw) -> Vec<&'static str> {
    failing! { OnTheService::start(flaw);
        every_fault_reports_a_true_outcome
        an_unknown_outcome_names_a_recourse
        a_lost_response_is_resolved_truthfully
        only_reads_are_retried
        an_id_cannot_change_the_path
        an_idempotency_key_belongs_to_one_call
        no_unreadable_response_is_in_an_error
    }
}

#[tokio::test]
async fn each_flaw_fails_exactly_its_behavior() {
    for (flaw, behavior) in [
        (
            Flaw::IgnoresTheCurrency,
            "a_payment_keeps_its_amount_and_currency",
        ),
        (
            Flaw::MultipliesTheAmount,
            "a_payment_keeps_its_amount_and_currency",
        ),
        (Flaw::AcceptsDeclines, "a_declined_payment_is_not_paid"),
        (Flaw::ListsOldestFirst, "payments_are_listed_newest_first"),
        (Flaw::TracesCards, "no_secret_is_traced"),
        (Flaw::PrintsCardsInHex, "no_secret_is_printed"),
        (Flaw::PrintsCardsInBase64, "no_secret_is_printed"),
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
            Flaw::SendsCardsUnchecked,
            "invalid_cards_are_refused_before_sending",
        ),
        (
            Flaw::TokenizesNothing,
            "a_stored_card_is_charged_and_deleted_once",
        ),
        (
            Flaw::KeepsDeletedCards,
            "a_stored_card_is_charged_and_deleted_once",
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

#[tokio::test]
async fn each_flaw_of_a_rest_provider_fails_exactly_its_behavior() {
    for (flaw, behavior) in [
        (Flaw::NamesNoRecourse, "an_unknown_outcome_names_a_recourse"),
        (Flaw::TrustsIds, "an_id_cannot_change_the_path"),
        (
            Flaw::ReusesTheReference,
            "an_idempotency_key_belongs_to_one_call",
        ),
        (Flaw::QuotesTheBody, "no_unreadable_response_is_in_an_error"),
    ] {
        assert_eq!(failing_over_rest(flaw).await, [behavior], "{flaw:?}");
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
    conformance::every_fault_reports_a_true_outcome(&harness).await;
}
