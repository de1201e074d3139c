//! Many tasks, one provider.

use std::collections::BTreeSet;
use std::sync::Arc;

use payments_core::PaymentProvider;

use super::Harness;
use super::expect::{expected, given};
use super::watch::working;

const TASKS: usize = 4;

/// Tasks that were spawned share the provider through an `Arc<dyn PaymentProvider>`, and each
/// creates its payment.
pub async fn concurrent_tasks_share_a_provider(harness: &dyn Harness) {
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
        let created = given("the answer of a task", task.await.ok());
        ids.insert(expected("creating a payment from a task", created));
    }
    assert_eq!(ids.len(), TASKS, "tasks share payments");
    for number in 0..TASKS {
        let times = harness.times_created(&format!("TASK-{number}")).await;
        assert_eq!(times, 1, "how often a task's payment was created");
    }
}

fn is_shareable<P: PaymentProvider + Send + Sync + 'static>(_: &P) {}
