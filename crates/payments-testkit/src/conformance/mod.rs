//! What every provider promises, as tests: see [`conformance!`](crate::conformance!).

mod call;
mod cancellation;
mod capabilities;
mod expect;
mod find;
mod harness;
mod ids;
mod macros;
mod money_call;
mod outcomes;
mod pages;
mod paid_once;
mod reads;
mod resolve;
mod secrets;
mod sharing;
mod traits;
mod validation;
mod watch;

pub use cancellation::a_dropped_call_leaves_a_provider_that_works;
pub use capabilities::capabilities_are_the_truth;
pub use find::{
    a_reference_finds_its_payment, a_reference_finds_its_payout, a_reference_finds_its_subscription,
};
pub use harness::Harness;
pub use ids::{a_payment_keeps_its_id, a_subscription_keeps_its_id};
pub use outcomes::every_fault_has_a_true_outcome;
pub use pages::{pages_of_charges_are_whole, pages_of_payments_are_whole};
pub use paid_once::{
    a_payment_is_paid_once, a_payout_is_sent_once, a_subscription_is_cancelled_once,
};
pub use reads::only_reads_are_repeated;
pub use resolve::{a_lost_answer_is_found_out_truthfully, nothing_is_ruled_out_before_it_settled};
pub use secrets::{no_secret_is_printed, no_secret_is_printed_over_faults};
pub use sharing::tasks_share_a_provider;
pub use traits::traits_are_given_out_as_listed;
pub use validation::{
    payments_are_validated_before_anything_is_sent, payouts_are_validated_before_anything_is_sent,
    subscriptions_are_validated_before_anything_is_sent,
};
