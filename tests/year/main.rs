//! A merchant's year ends with books that agree, whatever the seed; and with a flaw, it does not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use payments_tests::year::{Failure, Flaw, Plan, Size, run, search};

/// A small part of a year. The example plays larger ones, and more of them.
const SIZE: Size = Size::new(16, 2);
/// How many seeds the tests play.
const SEEDS: u64 = 6;
/// Among so many seeds each flaw is found.
const SEEDS_FOR_A_FLAW: u64 = 40;
/// So many events are enough to show a flaw.
const FEW: usize = 12;

#[test]
fn the_books_agree_at_the_end_whatever_the_seed() {
    if let Some(failure) = search(0..SEEDS, SIZE, Flaw::None, |_, _| ()) {
        panic!("{failure}");
    }
}

#[test]
fn the_same_seed_takes_the_same_course() {
    let course = |seed| {
        let year = run(&Plan::draw(seed, SIZE), Flaw::None, None);
        (year.digest, year.steps)
    };
    let first = course(7);
    assert_eq!(first, course(7));
    assert_ne!(first, course(8));
}

/// The comparison can fail: each flaw is found, and shown by a plan of few events that is well
/// without the flaw.
fn is_found(flaw: Flaw) {
    let found = search(0..SEEDS_FOR_A_FLAW, SIZE, flaw, |_, _| ());
    let failure: Failure = found.unwrap_or_else(|| panic!("{flaw:?} is not found"));
    assert!(failure.plan.events.len() <= FEW, "{failure}");
    let again = run(&failure.plan, flaw, None);
    assert_eq!(again.failures, failure.failures, "{failure}");
    let without = run(&failure.plan, Flaw::None, None);
    assert_eq!(without.failures, [""; 0], "{failure}");
}

#[test]
fn a_machine_that_claims_nothing_is_found() {
    is_found(Flaw::SecondMachineWithoutClaim);
}

#[test]
fn a_call_that_is_made_again_after_a_restart_is_found() {
    is_found(Flaw::DispatchesAgainAfterRestart);
}

#[test]
fn a_lost_response_that_counts_as_not_sent_is_found() {
    is_found(Flaw::LostResponseIsFailure);
}

#[test]
fn a_verdict_that_is_delivered_and_not_written_is_found() {
    is_found(Flaw::VerdictWithoutCommit);
}

#[test]
fn a_refund_that_is_not_subtracted_is_found() {
    is_found(Flaw::RefundNotSubtracted);
}

#[test]
fn an_order_that_is_settled_by_another_ones_payment_is_found() {
    is_found(Flaw::SettlesWhatTheCallbackNames);
}

#[test]
fn another_try_while_the_outcome_is_unknown_is_found() {
    is_found(Flaw::TriesAgainInDoubt);
}
