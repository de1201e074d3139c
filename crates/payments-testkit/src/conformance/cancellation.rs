//! Calls that are given up.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use super::Harness;
use super::expect::expected;
use super::money_call::{MoneyCall, operations};
use super::watch::working;

/// How often a call is polled before it is dropped.
const POLLS: [usize; 7] = [0, 1, 2, 3, 5, 8, 13];

/// A call that moves money may be dropped at any point: it happened once at the most, and the
/// provider goes on working.
pub async fn a_provider_works_after_dropped_calls(harness: &dyn Harness) {
    let good = working(harness);
    for operation in operations(&*good) {
        let provider = working(harness);
        for polls in POLLS {
            let reference = format!("{}-{polls}", operation.name());
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            drop_after(polls, call.make(&*provider)).await;
            let times = call.times(&*good).await;
            assert!(
                times <= 1,
                "{operation} was dropped, and happened {times} times"
            );
        }
        let reference = format!("{}-whole", operation.name());
        let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
        let result = call.make(&*provider).await;
        expected(format_args!("{operation} after dropped calls"), result);
        let times = call.times(&*good).await;
        assert_eq!(
            times, 1,
            "how often {operation} happened after dropped calls"
        );
    }
}

async fn drop_after(polls: usize, call: impl Future) {
    let mut call = pin!(call);
    for _ in 0..polls {
        let polled = poll_fn(|context| Poll::Ready(call.as_mut().poll(context))).await;
        if polled.is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}
