//! The time of decoding and encoding a body, by divan. The budgets are in instructions.

// A benchmark fails by a panic: divan has no other way.
#![allow(clippy::unwrap_used, reason = "a benchmark of divan fails by a panic")]

use divan::Bencher;
use divan::counter::BytesCount;
use payments_bench::codecs::{CASES, Case};

fn main() {
    divan::main();
}

fn case(name: &str) -> &'static Case {
    CASES.iter().find(|case| case.name == name).unwrap()
}

fn names() -> impl Iterator<Item = &'static str> {
    CASES.iter().map(|case| case.name)
}

#[divan::bench(args = names())]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    let case = case(name);
    let body = (case.body)().unwrap();
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench(|| (case.ours)(divan::black_box(&body)).unwrap());
}

#[divan::bench(args = names())]
fn by_hand(bencher: Bencher<'_, '_>, name: &str) {
    let case = case(name);
    let body = (case.body)().unwrap();
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench(|| (case.by_hand)(divan::black_box(&body)).unwrap());
}
