//! Calls while the database is unavailable.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use payments_core::{ErrorKind, Outcome, PaymentProvider};
use payments_journal::Journal;
use payments_journal::store::{Filter, State};

use crate::support::{Fate, Stage, Stepped, sale};

/// A journal whose database fails in the steps of this name.
fn failing(stage: &Stage, step: &'static str) -> Journal {
    let store = Arc::clone(&stage.store);
    Journal::of(Stepped::new(store, move |name| match name == step {
        true => Fate::Fails,
        false => Fate::Made,
    }))
}

#[tokio::test]
async fn a_call_that_cannot_be_claimed_is_not_sent() {
    let stage = Stage::sqlite().await;
    let provider = failing(&stage, "claim").with(stage.provider.clone());
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::JournalUnavailable, Outcome::NotSent)
    );
    assert_eq!(stage.provider.calls(), 0);
}

#[tokio::test]
async fn a_result_that_cannot_be_recorded_reaches_its_caller_with_a_warning() {
    let stage = Stage::sqlite().await;
    let provider = failing(&stage, "record").with(stage.provider.clone());
    let payment = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let warnings = payment.warnings();
    assert!(
        warnings
            .iter()
            .any(|text| text.contains("could not record")),
        "{warnings:?}"
    );
    // The journal has it as open, and resolves it.
    let open = stage.store.list(&Filter::Open, 9).await.unwrap();
    assert_eq!((open.len(), open[0].state), (1, State::Dispatched));
    let error = stage
        .journaled("two")
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(stage.provider.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_step_of_a_busy_store_is_tried_five_times_with_growing_pauses() {
    for (busy, pauses) in [(0, 0), (1, 50), (4, 750), (5, 750)] {
        let stage = Stage::memory();
        let left = AtomicU32::new(busy);
        let one_less = |left: u32| left.checked_sub(1);
        let store = Stepped::new(Arc::clone(&stage.store), move |name| {
            let (set, get) = (Ordering::SeqCst, Ordering::SeqCst);
            match name == "claim" && left.fetch_update(set, get, one_less).is_ok() {
                true => Fate::IsBusy,
                false => Fate::Made,
            }
        });
        let provider = Journal::of(store).with(stage.provider.clone());
        let began = tokio::time::Instant::now();
        let result = provider.create_payment(&sale("ORDER-1", 2_000)).await;
        // By the clock of the test, which moves only while everything waits.
        assert_eq!(began.elapsed().as_millis(), pauses, "{busy}");
        match result {
            Ok(_) => assert!(busy < 5, "the fifth try is the last"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::JournalUnavailable);
                assert_eq!((busy, stage.provider.calls()), (5, 0));
            }
        }
    }
}
