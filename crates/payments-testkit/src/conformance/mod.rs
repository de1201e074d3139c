//! Behaviors that every provider promises, as tests: see [`conformance!`](crate::conformance!).

mod amounts;
mod call;
mod capabilities;
mod cards;
mod concurrency;
mod harness;
mod lookup;
mod macros;
mod money_call;
mod outcomes;
mod pages;
mod paid_once;
mod reads;
mod requests;
mod resolve;
mod run;
mod secrets;
mod semantic;
mod settling;
mod support;
mod traces;
mod validation;

pub use amounts::{a_declined_payment_is_not_paid, a_payment_keeps_its_amount_and_currency};
pub use capabilities::{
    only_listed_operations_are_supported, optional_traits_match_the_capabilities,
};
pub use cards::{
    a_stored_card_is_charged_and_deleted_once, invalid_cards_are_refused_before_sending,
};
pub use concurrency::{a_provider_works_after_dropped_calls, concurrent_tasks_share_a_provider};
pub use harness::Harness;
pub use lookup::{
    a_created_payment_is_fetched_by_its_id, a_reference_finds_its_payment,
    a_reference_finds_its_payout, a_reference_finds_its_subscription,
    a_registered_subscription_is_fetched_by_its_id,
};
pub use outcomes::{an_unknown_outcome_names_a_recourse, every_fault_reports_a_true_outcome};
pub use pages::{
    pages_list_every_charge_once, pages_list_every_payment_once, payments_are_listed_newest_first,
};
pub use paid_once::{
    a_payment_is_paid_once, a_payout_is_sent_once, a_subscription_is_cancelled_once,
};
pub use reads::only_reads_are_retried;
pub use requests::{an_id_cannot_change_the_path, an_idempotency_key_belongs_to_one_call};
pub use resolve::{
    a_lost_response_is_resolved_truthfully, nothing_is_ruled_out_before_the_settle_time,
};
pub use run::Run;
pub use secrets::{
    no_secret_is_printed, no_secret_is_printed_after_faults, no_secret_is_traced,
    no_unreadable_response_is_in_an_error,
};
pub use semantic::{Contradiction, semantic_contradictions, semantic_faults_never_mislead};
pub use settling::{
    a_forged_webhook_settles_nothing, a_modified_subscription_keeps_its_changes,
    an_order_is_settled_once,
};
pub use validation::{
    invalid_payments_are_refused_before_sending, invalid_payouts_are_refused_before_sending,
    invalid_subscriptions_are_refused_before_sending,
};
