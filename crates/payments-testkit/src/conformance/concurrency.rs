//! Concurrent and dropped calls.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use payments_core::PaymentProvider;

use super::Run;
use super::money_call::{MoneyCall, operations};
use super::support::{expected, given, working};

const TASKS: usize = 4;

/// Spawned tasks share the provider through an `Arc<dyn PaymentProvider>`, and each creates its
/// payment.
pub async fn concurrent_tasks_share_a_provider(harness: &Run<'_>) {
    let provider = working(harness);
    is_shareable(&provider);
    let mut tasks = Vec::new();
    for number in 0..TASKS {
        let provider = Arc::clone(&provider);
        let request = harness.payment_request(&format!("TASK-{number}"));
        tasks.push(tokio::spawn(async move {
            let payment = provider.create_payment(&request).await?;
            payments_core::Result::Ok(payment.id().clone())
        }));
    }
    let mut ids = BTreeSet::new();
    for task in tasks {
        let created = given("the result of a task", task.await.ok());
        ids.insert(expected("creating a payment from a task", created));
    }
    assert_eq!(ids.len(), TASKS, "tasks share payments");
    for number in 0..TASKS {
        let times = harness.times_created(&format!("TASK-{number}")).await;
        assert_eq!(times, 1, "how often a task's payment was created");
    }
}

fn is_shareable<P: PaymentProvider + Send + Sync + 'static>(_: &P) {}

/// The numbers of polls after which a call is dropped.
const POLLS: [usize; 7] = [0, 1, 2, 3, 5, 8, 13];

/// A call that moves money may be dropped at any point: it happens at most once, and the provider
/// keeps working.
pub async fn a_provider_works_after_dropped_calls(harness: &Run<'_>) {
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
        let reference = format!("{}-complete", operation.name());
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
