//! The macro that turns a harness into tests.

/// Generates one `#[tokio::test]` per behavior that every provider promises, from a [`Harness`].
///
/// The expression makes the harness. It is evaluated in each test, and may await. Each behavior asks
/// the provider's capabilities first: where they do not offer what it is about, the test prints
/// `skipped: not offered` and passes. The behaviors under faults need [`Harness::transport`]; they
/// fail without one, unless [`Harness::sends_no_http`] says that there is none.
///
/// A test that fails prints the seed of its random numbers, and `CONFORMANCE_SEED` repeats it: see
/// [`Run`](crate::conformance::Run).
///
/// The tests are named after the functions of [`conformance`](mod@crate::conformance), so each harness
/// needs a separate module. The crate needs tokio with its features `macros` and `rt`.
///
/// [`Harness`]: crate::conformance::Harness
/// [`Harness::transport`]: crate::conformance::Harness::transport
/// [`Harness::sends_no_http`]: crate::conformance::Harness::sends_no_http
///
/// ```
/// # use std::sync::Arc;
/// # use async_trait::async_trait;
/// # use payments_kit::http::ClientConfig;
/// # use payments_core::{Confirmation, Money, Payment, PaymentProvider, PaymentRequest};
/// # use payments_testkit::conformance::Harness;
/// # use payments_testkit::{InMemoryProvider, samples};
/// # struct Memory(InMemoryProvider);
/// # #[async_trait]
/// # impl Harness for Memory {
/// #     fn provider(&self, _: ClientConfig) -> Arc<dyn PaymentProvider> {
/// #         Arc::new(self.0.clone())
/// #     }
/// #     fn payment_request(&self, _: &str) -> PaymentRequest {
/// #         samples::payment(&"https://shop.example/".parse().unwrap())
/// #     }
/// #     fn sends_no_http(&self) -> bool { true }
/// #     async fn amounts(&self, _: &str) -> Vec<Money> { Vec::new() }
/// #     fn secrets(&self) -> Vec<String> { Vec::new() }
/// #     async fn times_created(&self, _: &str) -> usize { 1 }
/// #     async fn times_paid(&self, _: &str) -> usize { 1 }
/// # }
/// mod my_provider {
/// #   use super::*;
///     payments_testkit::conformance!(Memory(InMemoryProvider::new()));
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! conformance {
    (@tests $harness:expr; $($behavior:ident)*) => {$(
        #[::tokio::test]
        async fn $behavior() {
            let harness = $harness;
            $crate::conformance::$behavior(&$crate::conformance::Run::new(&harness)).await;
        }
    )*};
    ($harness:expr $(,)?) => {
        $crate::conformance! { @tests $harness;
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
            an_order_is_settled_once
            a_forged_webhook_settles_nothing
            a_modified_subscription_keeps_its_changes
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
            every_fault_reports_a_true_outcome
            an_unknown_outcome_names_a_recourse
            a_lost_response_is_resolved_truthfully
            nothing_is_ruled_out_before_the_settle_time
            only_reads_are_retried
            an_id_cannot_change_the_path
            an_idempotency_key_belongs_to_one_call
            no_secret_is_printed_after_faults
            no_unreadable_response_is_in_an_error
            semantic_faults_never_mislead
        }
    };
}
