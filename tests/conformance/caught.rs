//! Each flaw is caught by the behaviour that it breaks, and by no other.

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
    world: H,
    flaw: Flaw,
}

#[async_trait]
impl<H: Harness> Harness for With<H> {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let config = match self.flaw {
            Flaw::NeverRepeats => config.with_retry(RetryPolicy::never()),
            _ => config,
        };
        Arc::new(Flawed::new(self.world.provider(config), self.flaw))
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        self.world.transport()
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        self.world.payment_request(reference)
    }

    fn subscription_request(&self, reference: &str) -> Option<SubscriptionRequest> {
        self.world.subscription_request(reference)
    }

    fn payout_request(&self, reference: &str) -> Option<PayoutRequest> {
        self.world.payout_request(reference)
    }

    async fn approve(&self, payment: &Payment) -> Option<Confirmation> {
        self.world.approve(payment).await
    }

    async fn charge(&self, subscription: &SubscriptionId) -> usize {
        self.world.charge(subscription).await
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets = self.world.secrets();
        secrets.push(payments_testkit::samples::card_number());
        secrets
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.world.times_created(reference).await
    }

    async fn times_paid(&self, reference: &str) -> usize {
        self.world.times_paid(reference).await
    }

    async fn registrations(&self, reference: &str) -> usize {
        self.world.registrations(reference).await
    }

    async fn payouts(&self, reference: &str) -> usize {
        self.world.payouts(reference).await
    }
}

/// Which of the behaviours fail, by their names.
macro_rules! failing {
    ($harness:expr; $($behaviour:ident)*) => {{
        let mut failing = Vec::new();
        $(
            let harness = $harness;
            let run = tokio::spawn(async move { conformance::$behaviour(&harness).await });
            if run.await.is_err_and(|error| error.is_panic()) {
                failing.push(stringify!($behaviour));
            }
        )*
        failing
    }};
}

async fn failing_in_memory(flaw: Flaw) -> Vec<&'static str> {
    let harness = || With {
        world: InMemory::new(),
        flaw,
    };
    failing! { harness();
        capabilities_are_the_truth
        traits_are_given_out_as_listed
        payments_are_validated_before_anything_is_sent
        a_payment_keeps_its_id
        a_payment_is_paid_once
        a_reference_finds_its_payment
        pages_of_payments_are_whole
        no_secret_is_printed
        a_dropped_call_leaves_a_provider_that_works
        tasks_share_a_provider
        subscriptions_are_validated_before_anything_is_sent
        a_subscription_keeps_its_id
        a_subscription_is_cancelled_once
        a_reference_finds_its_subscription
        pages_of_charges_are_whole
        payouts_are_validated_before_anything_is_sent
        a_payout_is_sent_once
        a_reference_finds_its_payout
    }
}

async fn failing_over_http(flaw: Flaw) -> Vec<&'static str> {
    let harness = async || With {
        world: OnTheSimulator::start().await,
        flaw,
    };
    failing! { harness().await;
        payments_are_validated_before_anything_is_sent
        every_fault_has_a_true_outcome
        a_lost_answer_is_found_out_truthfully
        nothing_is_ruled_out_before_it_settled
        only_reads_are_repeated
        no_secret_is_printed_over_faults
    }
}

#[tokio::test]
async fn each_flaw_is_caught_by_its_behaviour_and_no_other() {
    for (flaw, behaviour) in [
        (Flaw::ServesTheUnlisted, "capabilities_are_the_truth"),
        (Flaw::GivesOutAnother, "traits_are_given_out_as_listed"),
        (
            Flaw::SendsUnchecked,
            "payments_are_validated_before_anything_is_sent",
        ),
        (Flaw::RefusesUnknownIds, "a_payment_keeps_its_id"),
        (Flaw::ConfirmsAgain, "a_payment_is_paid_once"),
        (Flaw::FindsNothing, "a_reference_finds_its_payment"),
        (Flaw::ListsTwice, "pages_of_payments_are_whole"),
        (Flaw::PrintsCards, "no_secret_is_printed"),
        (
            Flaw::LosesSlots,
            "a_dropped_call_leaves_a_provider_that_works",
        ),
        (Flaw::OneAtATime, "tasks_share_a_provider"),
        (Flaw::MixesUpPayouts, "a_payout_is_sent_once"),
        (Flaw::FindsNoPayout, "a_reference_finds_its_payout"),
        (
            Flaw::RefusesUnknownSubscriptions,
            "a_subscription_keeps_its_id",
        ),
        (
            Flaw::FindsNoSubscription,
            "a_reference_finds_its_subscription",
        ),
        (Flaw::ListsChargesTwice, "pages_of_charges_are_whole"),
        (Flaw::ForgetsCharges, "pages_of_charges_are_whole"),
        (
            Flaw::SendsSubscriptionsUnchecked,
            "subscriptions_are_validated_before_anything_is_sent",
        ),
        (
            Flaw::SendsPayoutsUnchecked,
            "payouts_are_validated_before_anything_is_sent",
        ),
        (
            Flaw::DoubtsSubscriptions,
            "a_subscription_is_cancelled_once",
        ),
    ] {
        assert_eq!(failing_in_memory(flaw).await, [behaviour], "{flaw:?}");
    }
}

#[tokio::test]
async fn each_flaw_over_http_is_caught_by_its_behaviour_and_no_other() {
    for (flaw, behaviour) in [
        (Flaw::RejectsTheUnknown, "every_fault_has_a_true_outcome"),
        (
            Flaw::AsksFirst,
            "payments_are_validated_before_anything_is_sent",
        ),
        (Flaw::NeverRepeats, "only_reads_are_repeated"),
        (
            Flaw::ShowsTheStateBefore,
            "a_lost_answer_is_found_out_truthfully",
        ),
        (
            Flaw::SettlesAtOnce,
            "nothing_is_ruled_out_before_it_settled",
        ),
        (Flaw::PrintsCards, "no_secret_is_printed_over_faults"),
    ] {
        assert_eq!(failing_over_http(flaw).await, [behaviour], "{flaw:?}");
    }
}
