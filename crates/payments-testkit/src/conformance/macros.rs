//! The macro that turns a harness into tests.

/// Generates one `#[tokio::test]` per behavior that every provider promises, from a [`Harness`].
///
/// Select `payments`, `recurring` and `payouts` as the provider offers them, and `http` where
/// [`Harness::transport`] returns a transport. The expression is evaluated in each test, and may
/// await.
///
/// The tests are named after the functions of [`conformance`](mod@crate::conformance), so each harness
/// needs a separate module. The crate needs tokio with its features `macros` and `rt`.
///
/// [`Harness`]: crate::conformance::Harness
/// [`Harness::transport`]: crate::conformance::Harness::transport
///
/// ```
/// # use std::sync::Arc;
/// # use async_trait::async_trait;
/// # use payments_kit::http::ClientConfig;
/// # use payments_core::{Confirmation, Payment, PaymentProvider, PaymentRequest};
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
/// #     fn secrets(&self) -> Vec<String> { Vec::new() }
/// #     async fn times_created(&self, _: &str) -> usize { 1 }
/// #     async fn times_paid(&self, _: &str) -> usize { 1 }
/// # }
/// mod my_provider {
/// #   use super::*;
///     payments_testkit::conformance! {
///         payments: Memory(InMemoryProvider::new()),
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! conformance {
    (@tests $harness:expr; $($behavior:ident)*) => {$(
        #[::tokio::test]
        async fn $behavior() {
            let harness = $harness;
            $crate::conformance::$behavior(&harness).await;
        }
    )*};
    (@payments $harness:expr) => {
        $crate::conformance! { @tests $harness;
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
        }
    };
    (@recurring $harness:expr) => {
        $crate::conformance! { @tests $harness;
            invalid_subscriptions_are_refused_before_sending
            a_registered_subscription_is_fetched_by_its_id
            a_subscription_is_cancelled_once
            a_reference_finds_its_subscription
            pages_list_every_charge_once
        }
    };
    (@payouts $harness:expr) => {
        $crate::conformance! { @tests $harness;
            invalid_payouts_are_refused_before_sending
            a_payout_is_sent_once
            a_reference_finds_its_payout
        }
    };
    (@http $harness:expr) => {
        $crate::conformance! { @tests $harness;
            every_fault_reports_a_true_outcome
            a_lost_response_is_resolved_truthfully
            nothing_is_ruled_out_before_the_settle_time
            only_reads_are_retried
            no_secret_is_printed_after_faults
        }
    };
    ($($kind:ident: $harness:expr),+ $(,)?) => {
        $($crate::conformance! { @$kind $harness })+
    };
}
