//! Work that is due: whose it is, in which order, for how long, and what ends it.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{Environment, PaymentProvider};
use payments_journal::store::{
    AttemptRecord, Claim, Filter, Postponement, State, StoreError, Task,
};
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Journal, Verdict, VerdictHandler};

use crate::store::{attempt, ending, first, is_ours, lease};
use crate::support::{Script, Scripted, Stage, on_both, sale};

on_both!(
    work_is_leased_in_its_environment_only,
    the_oldest_work_is_leased_first,
    an_acknowledgment_ends_a_delivery_and_no_other_work,
    what_a_person_must_decide_stays_until_it_is_decided,
    work_is_leased_for_five_minutes_by_the_process_that_does_it,
    a_result_goes_to_the_handler_a_minute_after_its_caller_got_it,
    a_payment_is_looked_after_for_seven_days,
    a_verdict_tells_that_the_provider_contradicted_it,
    a_settle_time_that_became_longer_counts_from_the_latest_dispatch,
    a_search_that_misses_some_proves_no_absence,
    the_lease_of_a_token_ends_with_the_token_of_its_process,
);

async fn record(stage: &Stage, reference: &str) -> AttemptRecord {
    stage.store.get(&first(reference)).await.unwrap().unwrap()
}

async fn work_is_leased_in_its_environment_only(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let mut elsewhere = lease("one", stage.now() + Duration::from_secs(60));
    elsewhere.environment = Environment::Production;
    assert_eq!(stage.store.lease(&elsewhere).await.unwrap(), []);
    elsewhere.environment = Environment::Sandbox;
    assert_eq!(stage.store.lease(&elsewhere).await.unwrap().len(), 1);
}

async fn the_oldest_work_is_leased_first(stage: Stage) {
    for (reference, seconds) in [("B", 90), ("A", 30), ("C", 120)] {
        let mut claimed = attempt(&stage, reference, "1");
        claimed.resolve_at = stage.now() + Duration::from_secs(seconds);
        assert!(is_ours(&stage.store.claim(&claimed).await.unwrap()));
    }
    let mut order = Vec::new();
    for _ in 0..3 {
        let mut one = lease("one", stage.now() + Duration::from_secs(200));
        one.limit = 1;
        let leased = stage.store.lease(&one).await.unwrap();
        order.extend(leased.into_iter().map(|one| one.id.key.reference));
    }
    assert_eq!(order, ["A", "B", "C"]);
}

async fn an_acknowledgment_ends_a_delivery_and_no_other_work(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let claimed = record(&stage, "A").await;
    stage.store.delivered(&[first("A")]).await.unwrap();
    assert_eq!(record(&stage, "A").await, claimed, "it is not resolved yet");
    let mut done = ending(&stage, State::Done);
    done.settle_at = Some(stage.now() + Duration::from_secs(600));
    stage.store.record(&first("A"), &done).await.unwrap();
    for _ in 0..2 {
        stage.store.delivered(&[first("A")]).await.unwrap();
        let waiting = record(&stage, "A").await;
        assert_eq!(
            (waiting.task, waiting.due_at),
            (Some(Task::Settle), done.settle_at)
        );
    }
}

async fn what_a_person_must_decide_stays_until_it_is_decided(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let done = ending(&stage, State::Done);
    stage.store.record(&first("A"), &done).await.unwrap();
    let mut postponement = Postponement {
        task: Task::Deliver,
        due_at: None,
        tries: 1,
        error: Some("\"the first reason\"".to_owned()),
        needs_person: Some("repair the handler".to_owned()),
    };
    for _ in 0..2 {
        stage
            .store
            .postpone(&first("A"), &postponement)
            .await
            .unwrap();
        let asked = record(&stage, "A").await;
        assert_eq!(asked.needs_person.as_deref(), Some("repair the handler"));
        assert_eq!(asked.error.as_deref(), Some("\"the first reason\""));
        // A later try without an instruction leaves the one that is there.
        (postponement.needs_person, postponement.error) = (None, None);
    }
    stage.store.delivered(&[first("A")]).await.unwrap();
    let later = stage.now() + Duration::from_secs(60);
    assert_eq!(stage.store.prune(later, 9).await.unwrap(), 0);
    let asked = stage.store.list(&Filter::NeedsPerson, 9).await.unwrap();
    assert_eq!(asked.len(), 1);
}

/// Notes the record of each verdict while it is delivered.
struct Leased {
    journal: Journal,
    records: Mutex<Vec<AttemptRecord>>,
}

#[async_trait]
impl VerdictHandler for Leased {
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError> {
        assert!(format!("{delivery:?}").contains("ORDER-1"), "{delivery:?}");
        let record = self.journal.get(&verdict.id).await?;
        self.records.lock().unwrap().extend(record);
        Ok(())
    }
}

async fn work_is_leased_for_five_minutes_by_the_process_that_does_it(stage: Stage) {
    stage.provider.next(Script::LoseResponse);
    let request = sale("ORDER-1", 2_000);
    stage
        .journaled("one")
        .create_payment(&request)
        .await
        .unwrap_err();
    stage.settle();
    let handler = Leased {
        journal: stage.journal("two"),
        records: Mutex::default(),
    };
    stage.journaled("two").reconcile(&handler).await.unwrap();
    let records = handler.records.into_inner().unwrap();
    let [record] = records.try_into().unwrap();
    assert_eq!(record.leased_by.as_deref(), Some("two"));
    assert_eq!(record.begun_by, "one");
    let until = stage.now() + Duration::from_secs(5 * 60);
    assert_eq!(
        (record.task, record.due_at),
        (Some(Task::Deliver), Some(until))
    );
}

async fn a_result_goes_to_the_handler_a_minute_after_its_caller_got_it(stage: Stage) {
    let provider = stage.journaled("one");
    let payer_is_gone = sale("ORDER-1", 2_000);
    let release = std::sync::Arc::new(tokio::sync::Notify::new());
    stage
        .provider
        .next(Script::Wait(std::sync::Arc::clone(&release)));
    let call = tokio::spawn({
        let provider = provider.clone();
        async move { provider.create_payment(&payer_is_gone).await }
    });
    while stage.provider.calls() == 0 {
        tokio::task::yield_now().await;
    }
    release.notify_one();
    call.await.unwrap().unwrap();
    // Whether or not the acknowledgment was written by now, nothing is due before the minute is over.
    let listed = stage.journal("one").list(&Filter::All, 9).await.unwrap();
    let due = listed[0].due_at.unwrap();
    assert!(due >= stage.now() + Duration::from_secs(60), "{due}");
}

async fn a_payment_is_looked_after_for_seven_days(stage: Stage) {
    let provider = stage.journaled("one");
    let created = provider.create_payment(&sale("ORDER-1", 2_000)).await;
    created.unwrap();
    let seen = crate::reconcile::Seen::default();
    let due = async || {
        provider.reconcile(&seen).await.unwrap();
        let listed = stage.journal("one").list(&Filter::All, 9).await.unwrap();
        (listed[0].task, listed[0].due_at.is_some())
    };
    stage.clock.advance(time::Duration::minutes(2));
    due().await;
    stage.clock.advance(time::Duration::days(6));
    assert_eq!(due().await, (Some(Task::Settle), true));
    stage.clock.advance(time::Duration::days(1));
    assert_eq!(due().await, (Some(Task::Settle), false), "it is left alone");
}

async fn a_verdict_tells_that_the_provider_contradicted_it(stage: Stage) {
    let provider = stage.journaled("one");
    let release = std::sync::Arc::new(tokio::sync::Notify::new());
    stage
        .provider
        .next(Script::Wait(std::sync::Arc::clone(&release)));
    let call = tokio::spawn({
        let provider = provider.clone();
        async move { provider.create_payment(&sale("ORDER-1", 2_000)).await }
    });
    while stage.provider.calls() == 0 {
        tokio::task::yield_now().await;
    }
    // The service is slower than its settle time: the pass finds nothing, and then it happens.
    stage.settle();
    let seen = crate::reconcile::Seen::default();
    provider.reconcile(&seen).await.unwrap();
    let [early] = seen.take().try_into().unwrap();
    assert!(!early.contradicted && matches!(early.fact, Fact::DidNotHappen(_)));
    // Its caller is gone, so that the handler is told.
    call.abort();
    call.await.unwrap_err();
    release.notify_one();
    let contradicted = async || {
        stage
            .store
            .get(&early.id)
            .await
            .unwrap()
            .unwrap()
            .contradicted
    };
    while !contradicted().await {
        tokio::task::yield_now().await;
    }
    provider.reconcile(&seen).await.unwrap();
    let [late] = seen.take().try_into().unwrap();
    assert!(
        late.contradicted && matches!(late.fact, Fact::Payment(_)),
        "{late:?}"
    );
}

async fn a_settle_time_that_became_longer_counts_from_the_latest_dispatch(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseRequest);
    let lost = provider.create_payment(&sale("ORDER-1", 2_000)).await;
    lost.unwrap_err();
    // The next version of the program knows that the service needs two minutes.
    let slow = stage
        .memory
        .clone()
        .with_settle_time(Duration::from_secs(120));
    let slow = stage.journal("two").with(Scripted::new(slow));
    let seen = crate::reconcile::Seen::default();
    for seconds in [125, 24] {
        stage.clock.advance(time::Duration::seconds(seconds));
        assert_eq!(
            slow.reconcile(&seen).await.unwrap().resolved,
            0,
            "{seconds}"
        );
    }
    stage.clock.advance(time::Duration::seconds(1));
    assert_eq!(slow.reconcile(&seen).await.unwrap().resolved, 1);
}

async fn a_search_that_misses_some_proves_no_absence(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseResponse);
    let lost = provider.create_payment(&sale("ORDER-1", 2_000)).await;
    lost.unwrap_err();
    stage.settle();
    stage.provider.set_gap(true);
    let seen = crate::reconcile::Seen::default();
    let passed = provider.reconcile(&seen).await.unwrap();
    assert_eq!((passed.resolved, passed.postponed), (0, 1));
    let asked = stage
        .journal("one")
        .list(&Filter::NeedsPerson, 9)
        .await
        .unwrap();
    let instruction = asked[0].needs_person.as_deref().unwrap();
    assert!(
        instruction.contains("the last page is missing"),
        "{instruction}"
    );
    // It is searched again, and found once the search is complete.
    stage.provider.set_gap(false);
    stage.clock.advance(time::Duration::hours(2));
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 1);
}

async fn the_lease_of_a_token_ends_with_the_token_of_its_process(stage: Stage) {
    let store = &stage.store;
    let (now, until) = (stage.now(), stage.now() + Duration::from_secs(10));
    let leased = async |by: &str| store.lease_token("t", by, now, until).await.unwrap();
    assert!(leased("one").await);
    assert!(!leased("two").await);
    // A token that another process saves leaves the lease where it is.
    store.save_token("t", "aa", "two").await.unwrap();
    let (_, version) = store.load_token("t").await.unwrap().unwrap();
    assert!(!leased("two").await);
    store.save_token("t", "bb", "one").await.unwrap();
    let (sealed, later) = store.load_token("t").await.unwrap().unwrap();
    assert_eq!((sealed.as_str(), later), ("bb", version + 1));
    assert!(leased("two").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_fails_is_an_error_and_leaves_nothing() {
    use payments_journal::store::{JournalStore, SqliteStore};

    let stage = Stage::sqlite().await;
    let store = SqliteStore::open(&stage.place).await.unwrap();
    // The statements succeed, and the commit finds the missing parent.
    for statement in [
        "CREATE TABLE parents (id INTEGER PRIMARY KEY)",
        "CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER orphan AFTER INSERT ON payments_attempts \
         BEGIN INSERT INTO children VALUES (1); END",
    ] {
        sqlx::query(statement).execute(store.pool()).await.unwrap();
    }
    let failed = store.claim(&attempt(&stage, "A", "1")).await;
    assert!(
        matches!(failed, Err(StoreError::Unavailable(_))),
        "{failed:?}"
    );
    assert!(store.get(&first("A")).await.unwrap().is_none());
    let drop = "DROP TRIGGER orphan";
    sqlx::query(drop).execute(store.pool()).await.unwrap();
    let claim = store.claim(&attempt(&stage, "A", "2")).await.unwrap();
    assert!(matches!(claim, Claim::Ours(_)), "{claim:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_and_every_commit_is_synced() {
    use std::os::unix::fs::PermissionsExt;

    use payments_journal::store::SqliteStore;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let store = SqliteStore::open(&path).await.unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let pragma = sqlx::query_scalar("PRAGMA synchronous");
    let synchronous: i64 = pragma.fetch_one(store.pool()).await.unwrap();
    assert_eq!(synchronous, 2, "FULL");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_another_machine_is_leasing_is_passed_over_on_postgres() {
    use payments_journal::store::PostgresStore;

    let Some(stage) = Stage::postgres().await else {
        return;
    };
    for reference in ["A", "B"] {
        let claimed = attempt(&stage, reference, "1");
        assert!(is_ours(&stage.store.claim(&claimed).await.unwrap()));
    }
    let other = PostgresStore::connect(&stage.place).await.unwrap();
    let mut leasing = other.pool().begin().await.unwrap();
    let locked = "SELECT number FROM payments_attempts WHERE reference = 'A' FOR UPDATE";
    sqlx::query(locked).execute(&mut *leasing).await.unwrap();
    let due = lease("one", stage.now() + Duration::from_secs(60));
    // Without waiting for the other machine: its lock is held until this test ends.
    let leased = tokio::time::timeout(Duration::from_secs(60), stage.store.lease(&due));
    let leased = leased.await.expect("it waits for no lock").unwrap();
    let leased: Vec<&str> = leased
        .iter()
        .map(|one| one.id.key.reference.as_str())
        .collect();
    assert_eq!(leased, ["B"]);
}
