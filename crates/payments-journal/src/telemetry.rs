//! The metrics of the journal: see the table in the guide of payments-core. Without the feature
//! `metrics` nothing is counted.
#![cfg_attr(
    not(feature = "metrics"),
    allow(unused_variables, reason = "there is nothing to count with")
)]

use time::OffsetDateTime;

use crate::store::{Ending, Health, Key};

/// Counts a claim by its result.
pub(crate) fn claim(key: &Key, result: &'static str) {
    #[cfg(feature = "metrics")]
    metrics::counter!(
        "payments.journal.claims",
        "provider" => key.provider.clone(), "operation" => key.operation.name(), "result" => result
    )
    .increment(1);
}

/// Counts an attempt that was closed.
pub(crate) fn verdict(key: &Key, ending: &Ending) {
    #[cfg(feature = "metrics")]
    if let Some(decided_by) = ending.decided_by {
        metrics::counter!(
            "payments.journal.verdicts",
            "provider" => key.provider.clone(), "operation" => key.operation.name(),
            "verdict" => ending.state.as_str(), "decided_by" => decided_by.as_str()
        )
        .increment(1);
    }
}

/// Sets how many calls are in flight.
pub(crate) fn in_flight(calls: usize) {
    #[cfg(feature = "metrics")]
    metrics::gauge!("payments.journal.in_flight").set(u32::try_from(calls).unwrap_or(u32::MAX));
}

/// Sets what a health query found.
pub(crate) fn health(health: &Health, now: OffsetDateTime) {
    #[cfg(feature = "metrics")]
    {
        let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let age = health.oldest_open.map(|oldest| now - oldest);
        // A claim of a machine whose clock is ahead has no age yet.
        let age = age.and_then(|age| std::time::Duration::try_from(age).ok());
        metrics::gauge!("payments.journal.open").set(count(health.open));
        metrics::gauge!("payments.journal.oldest_open.age").set(age.unwrap_or_default());
        metrics::gauge!("payments.journal.needs_person").set(count(health.needs_person));
    }
}
