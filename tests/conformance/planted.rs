//! Planted bugs: each fails the behavior whose promise it breaks, and no other. `planted.md` holds the
//! table; `UPDATE_PLANTED_BUGS=1 cargo test -p payments-tests --test conformance planted` writes it.

use payments_testkit::conformance::{self, Run};
use tokio::task::JoinError;

use crate::With;
use crate::flaw::Flaw;
use crate::in_memory::InMemory;
use crate::mpandco::OnTheSimulator;
use crate::rest::OnTheService;

/// The messages of the table repeat too.
const SEED: u64 = 7;

/// A behavior that fails, with its message.
type Failure = (&'static str, String);

/// Which of the behaviors fail.
macro_rules! failing {
    ($harness:expr; $($behavior:ident)*) => {{
        let mut failing: Vec<Failure> = Vec::new();
        $(
            let harness = $harness;
            let run = tokio::spawn(async move {
                conformance::$behavior(&Run::with_seed(&harness, SEED)).await
            });
            if let Err(error) = run.await {
                failing.push((stringify!($behavior), message(error)));
            }
        )*
        failing
    }};
}

/// The first line of a panic.
fn message(error: JoinError) -> String {
    let panic = error.into_panic();
    let text = match panic.downcast_ref::<&str>() {
        Some(text) => (*text).to_owned(),
        None => panic.downcast_ref::<String>().unwrap().clone(),
    };
    let line = text.lines().next().unwrap();
    let line = line.strip_prefix("assertion `left").map_or(line, |rest| {
        let (_, said) = rest.split_once("failed: ").unwrap();
        said
    });
    line.replace('|', "\\|")
}

async fn failing_in_memory(flaw: Flaw) -> Vec<Failure> {
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
    }
}

async fn failing_over_http(flaw: Flaw) -> Vec<Failure> {
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

async fn failing_over_rest(flaw: Flaw) -> Vec<Failure> {
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

const IN_MEMORY: &[(Flaw, &str)] = &[
    (
        Flaw::IgnoresTheCurrency,
        "a_payment_keeps_its_amount_and_currency",
    ),
    (
        Flaw::MultipliesTheAmount,
        "a_payment_keeps_its_amount_and_currency",
    ),
    (Flaw::AcceptsDeclines, "a_declined_payment_is_not_paid"),
    (Flaw::SettlesAnything, "an_order_is_settled_once"),
    (Flaw::BelievesWebhooks, "a_forged_webhook_settles_nothing"),
    (
        Flaw::ShowsTheOldSubscription,
        "a_modified_subscription_keeps_its_changes",
    ),
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
    (Flaw::ServesOneAtATime, "concurrent_tasks_share_a_provider"),
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
];

const OVER_HTTP: &[(Flaw, &str)] = &[
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
];

const OVER_REST: &[(Flaw, &str)] = &[
    (Flaw::NamesNoRecourse, "an_unknown_outcome_names_a_recourse"),
    (Flaw::TrustsIds, "an_id_cannot_change_the_path"),
    (
        Flaw::ReusesTheReference,
        "an_idempotency_key_belongs_to_one_call",
    ),
    (Flaw::QuotesTheBody, "no_unreadable_response_is_in_an_error"),
];

/// The row of a planted bug, which must fail its behavior and no other.
fn row(flaw: Flaw, behavior: &str, failing: &[Failure]) -> String {
    let names: Vec<&str> = failing.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, [behavior], "{flaw:?}");
    let mut bug = String::new();
    for c in format!("{flaw:?}").chars() {
        if c.is_uppercase() {
            bug.push(' ');
        }
        bug.extend(c.to_lowercase());
    }
    format!("| it{bug} | `{behavior}` | {} |\n", failing[0].1)
}

#[tokio::test]
async fn each_planted_bug_fails_exactly_its_behavior() {
    let mut table =
        String::from("| planted bug | test that fails | its message |\n|---|---|---|\n");
    for (flaw, behavior) in IN_MEMORY {
        table += &row(*flaw, behavior, &failing_in_memory(*flaw).await);
    }
    for (flaw, behavior) in OVER_HTTP {
        table += &row(*flaw, behavior, &failing_over_http(*flaw).await);
    }
    for (flaw, behavior) in OVER_REST {
        table += &row(*flaw, behavior, &failing_over_rest(*flaw).await);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/conformance/planted.md");
    if std::env::var_os("UPDATE_PLANTED_BUGS").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    for (known, found) in known.lines().zip(table.lines()) {
        assert_eq!(known, found, "UPDATE_PLANTED_BUGS=1 writes the table");
    }
    assert_eq!(known.lines().count(), table.lines().count());
}
