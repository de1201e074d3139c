//! A merchant's year ends with books that agree, whatever the seed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use payments_tests::year::{Flaw, Plan, Size, run, shrink};

/// How many seeds the tests run; the example runs more.
const SEEDS: u64 = 12;

#[test]
fn the_books_of_a_year_agree_whatever_the_seed() {
    for seed in 0..SEEDS {
        let plan = Plan::draw(seed, Size::SMALL);
        let year = run(&plan, Flaw::None, None);
        assert_eq!(year.failures, [""; 0], "seed {seed}");
    }
}

#[test]
fn the_same_seed_takes_the_same_course() {
    let [first, second] = [(); 2].map(|()| {
        let plan = Plan::draw(7, Size::SMALL);
        let year = run(&plan, Flaw::None, None);
        (year.digest, year.steps)
    });
    assert_eq!(first, second);
    let other = run(&Plan::draw(8, Size::SMALL), Flaw::None, None);
    assert_ne!(other.digest, first.0);
}
