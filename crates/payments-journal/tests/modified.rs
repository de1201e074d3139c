//! A modification of a subscription, in a process that ends at any point. Only the in-memory provider
//! offers modifications, and its books end with a process that is killed. So the process is a runtime
//! here, which is dropped with everything in it while the books stay.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use payments_core::{
    AmountInput, Currency, Money, Outcome, PaymentProvider, RecurringProvider, Schedule,
    SubscriptionId,
};
use payments_journal::store::{Filter, State};
use payments_journal::verdict::TraceVerdicts;
use payments_journal::{Journal, Journaled};
use payments_testkit::samples;
use tokio::runtime::Runtime;

use crate::support::{Fate, Script, Scripted, Stage, Stepped};

/// The fewest points of a call and its reconciliation: before and after the claim, the record, the
/// acknowledgment and the lease.
const FEWEST_POINTS: u64 = 8;

struct Change {
    id: SubscriptionId,
    amount: AmountInput,
    schedule: Schedule,
}

impl Change {
    async fn prepare(stage: &Stage) -> Self {
        stage.clock.set(samples::subscription_clock().now());
        let request = samples::subscription();
        let registered = stage.memory.register_subscription(&request).await;
        Self {
            id: registered.unwrap().subscription.id().clone(),
            amount: Money::from_minor(4_200, Currency::MXN).into(),
            schedule: request.schedule(),
        }
    }

    async fn make(&self, provider: &Journaled<Scripted>) -> payments_core::Result<()> {
        let recurring = PaymentProvider::recurring(provider).unwrap();
        let modified = recurring.modify_subscription(&self.id, &self.amount, self.schedule);
        modified.await.map(drop)
    }

    /// Whether it is in the books.
    async fn is_made(&self, stage: &Stage) -> bool {
        let subscription = stage.memory.get_subscription(&self.id).await.unwrap();
        subscription.amount() == self.amount.money().ok()
    }
}

/// Makes the change and reconciles, in a process that ends at a point; 0 for never. Returns how many
/// points there are.
fn process(stage: &Stage, change: &Arc<Change>, end_at: u64) -> u64 {
    let passed = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&passed);
    let store = Stepped::new(Arc::clone(&stage.store), move |_| {
        match counted.fetch_add(1, Ordering::SeqCst) + 1 == end_at {
            true => Fate::NeverEnds,
            false => Fate::Made,
        }
    });
    let journal = Journal::of(store)
        .with_owner(format!("process {end_at}"))
        .with_clock(stage.clock.clone());
    let provider = journal.with(stage.provider.clone());
    let runtime = Runtime::new().unwrap();
    let (change, clock) = (Arc::clone(change), stage.clock.clone());
    let run = runtime.spawn(async move {
        let _ = change.make(&provider).await;
        clock.advance(time::Duration::minutes(2));
        provider.reconcile(&TraceVerdicts).await.unwrap();
    });
    // It ends by itself, or it stops at its point.
    while !run.is_finished() && (end_at == 0 || passed.load(Ordering::SeqCst) < end_at) {
        std::thread::sleep(Duration::from_millis(1));
    }
    runtime.shutdown_background();
    passed.load(Ordering::SeqCst)
}

#[test]
fn a_modification_in_a_process_that_ends_at_any_point_is_made_once_or_shown_to_a_person() {
    for lost in [false, true] {
        let points = run(lost, 0);
        assert!(points >= FEWEST_POINTS, "{points} points");
        for point in 1..=points {
            run(lost, point);
        }
    }
}

fn run(lost: bool, end_at: u64) -> u64 {
    let what = format!("lost {lost}, at point {end_at}");
    let runtime = Runtime::new().unwrap();
    let stage = runtime.block_on(Stage::sqlite());
    let change = Arc::new(runtime.block_on(Change::prepare(&stage)));
    if lost {
        stage.provider.next(Script::LoseResponse);
    }
    let points = process(&stage, &change, end_at);
    // The lease of the process that ended is over.
    stage.clock.advance(time::Duration::hours(1));

    runtime.block_on(async {
        let provider = stage.journaled("next");
        provider.reconcile(&TraceVerdicts).await.unwrap();
        let made = change.is_made(&stage).await;
        // Nothing resolves a modification but to look at the subscription, which a person does.
        let asked = stage.store.list(&Filter::NeedsPerson, 9).await.unwrap();
        for record in &asked {
            let closed =
                provider
                    .journal()
                    .close(&record.id, made, "Ana", "the amount of the subscription");
            closed.await.unwrap();
        }
        let attempts = stage.store.list(&Filter::All, 9).await.unwrap();
        let is_done = attempts.iter().any(|one| one.state == State::Done);
        assert_eq!(is_done, made, "the journal against the books: {what}");
        assert_eq!(
            stage.store.list(&Filter::Open, 9).await.unwrap(),
            [],
            "{what}"
        );

        // The merchant makes the change again, on a network that works.
        let again = change.make(&provider).await;
        // The response may be lost now, and a person's decision has no result to return.
        let is_known = again.is_ok() || again.as_ref().unwrap_err().outcome() == Outcome::Unknown;
        assert!(is_known, "{what}: {again:?}");
        assert!(change.is_made(&stage).await, "{what}");
        assert_eq!(stage.provider.calls(), 1, "{what}: how often it was sent");
    });
    points
}
