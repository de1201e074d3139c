//! The same suite of SQL for every engine.

use std::time::Duration;

use payments_core::{Environment, Operation};
use payments_journal::store::{
    AttemptId, Claim, DecidedBy, Ending, Filter, Key, Lease, NewAttempt, Postponement, Recorded,
    State, StoredResult, Task,
};
use time::OffsetDateTime;

use crate::support::{Stage, on_both};

on_both!(
    a_claim_is_made_once_and_read_back,
    of_many_concurrent_claims_one_succeeds,
    a_claim_repeated_with_its_own_id_succeeds_again,
    a_further_attempt_needs_a_failed_one,
    of_many_concurrent_further_claims_one_succeeds,
    an_ending_is_recorded_once,
    a_late_success_contradicts_a_failure,
    due_work_is_leased_once,
    concurrent_leases_do_not_overlap,
    postponed_work_is_due_later,
    a_delivered_verdict_is_not_due,
    health_counts_what_is_open_and_due,
    pruning_leaves_what_is_open_or_undelivered,
    migrations_are_applied_once,
);

/// The store that random schedules run on behaves as the engines do.
mod in_memory {
    #[tokio::test]
    async fn a_claim_is_made_once_and_read_back() {
        super::a_claim_is_made_once_and_read_back(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn of_many_concurrent_claims_one_succeeds() {
        super::of_many_concurrent_claims_one_succeeds(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn a_claim_repeated_with_its_own_id_succeeds_again() {
        super::a_claim_repeated_with_its_own_id_succeeds_again(crate::support::Stage::memory())
            .await;
    }

    #[tokio::test]
    async fn a_further_attempt_needs_a_failed_one() {
        super::a_further_attempt_needs_a_failed_one(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn of_many_concurrent_further_claims_one_succeeds() {
        super::of_many_concurrent_further_claims_one_succeeds(crate::support::Stage::memory())
            .await;
    }

    #[tokio::test]
    async fn an_ending_is_recorded_once() {
        super::an_ending_is_recorded_once(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn a_late_success_contradicts_a_failure() {
        super::a_late_success_contradicts_a_failure(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn due_work_is_leased_once() {
        super::due_work_is_leased_once(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn concurrent_leases_do_not_overlap() {
        super::concurrent_leases_do_not_overlap(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn postponed_work_is_due_later() {
        super::postponed_work_is_due_later(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn health_counts_what_is_open_and_due() {
        super::health_counts_what_is_open_and_due(crate::support::Stage::memory()).await;
    }

    #[tokio::test]
    async fn pruning_leaves_what_is_open_or_undelivered() {
        super::pruning_leaves_what_is_open_or_undelivered(crate::support::Stage::memory()).await;
    }
}

fn key(reference: &str) -> Key {
    Key {
        provider: "example".to_owned(),
        environment: Environment::Sandbox,
        operation: Operation::CREATE_PAYMENT,
        reference: reference.to_owned(),
    }
}

pub(crate) fn attempt(stage: &Stage, reference: &str, id: &str) -> NewAttempt {
    NewAttempt {
        key: key(reference),
        attempt_id: id.to_owned(),
        fingerprint: "1-aa".to_owned(),
        amount: Some("20.00 VES".to_owned()),
        begun_by: "tests".to_owned(),
        begun_at: stage.now(),
        resolve_at: stage.now() + Duration::from_secs(60),
        after: None,
        after_done: false,
    }
}

pub(crate) fn first(reference: &str) -> AttemptId {
    AttemptId {
        key: key(reference),
        number: 1,
    }
}

pub(crate) fn ending(stage: &Stage, state: State) -> Ending {
    let is_closed = state != State::Unknown;
    Ending {
        state,
        result: (state == State::Done).then(|| StoredResult {
            kind: "payment".to_owned(),
            json: "{}".to_owned(),
        }),
        error: (state != State::Done).then(|| "\"why\"".to_owned()),
        decided_by: is_closed.then_some(DecidedBy::Response),
        closed_at: is_closed.then(|| stage.now()),
        closed_by: None,
        next: is_closed.then(|| (Task::Deliver, stage.now())),
        settle_at: None,
    }
}

pub(crate) fn lease(by: &str, now: OffsetDateTime) -> Lease {
    Lease {
        provider: "example".to_owned(),
        environment: Environment::Sandbox,
        by: by.to_owned(),
        now,
        until: now + Duration::from_secs(30),
        limit: 10,
    }
}

pub(crate) fn is_ours(claim: &Claim) -> bool {
    matches!(claim, Claim::Ours(_))
}

async fn a_claim_is_made_once_and_read_back(stage: Stage) {
    let claim = stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    assert!(is_ours(&claim));
    let Claim::Taken(taken) = stage.store.claim(&attempt(&stage, "A", "2")).await.unwrap() else {
        panic!("it was claimed twice");
    };
    assert_eq!(taken.id, first("A"));
    assert_eq!(taken.attempt_id, "1");
    assert_eq!(taken.state, State::Dispatched);
    assert_eq!(taken.amount.as_deref(), Some("20.00 VES"));
    assert_eq!(taken.begun_by, "tests");
    assert_eq!(taken.begun_at, stage.now());
    assert_eq!(taken.task, Some(Task::Resolve));
    assert_eq!(taken.due_at, Some(stage.now() + Duration::from_secs(60)));
    assert!(taken.is_open());
    assert_eq!(stage.store.get(&first("A")).await.unwrap().unwrap(), *taken);
    assert!(stage.store.get(&first("B")).await.unwrap().is_none());

    // The environment, the operation and the provider are part of the key.
    let mut other = attempt(&stage, "A", "3");
    other.key.environment = Environment::Production;
    assert!(is_ours(&stage.store.claim(&other).await.unwrap()));
    other.key.operation = Operation::SEND_PAYOUT;
    assert!(is_ours(&stage.store.claim(&other).await.unwrap()));
}

async fn claimed_by_many(stage: &Stage, after: Option<u32>) -> usize {
    let claims = (0..50).map(|number| {
        let store = stage.store.clone();
        let mut attempt = attempt(stage, "A", &format!("many {number}"));
        attempt.after = after;
        tokio::spawn(async move { store.claim(&attempt).await.unwrap() })
    });
    let mut ours = 0;
    for claim in claims.collect::<Vec<_>>() {
        ours += usize::from(is_ours(&claim.await.unwrap()));
    }
    ours
}

async fn of_many_concurrent_claims_one_succeeds(stage: Stage) {
    assert_eq!(claimed_by_many(&stage, None).await, 1);
}

async fn of_many_concurrent_further_claims_one_succeeds(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let failed = ending(&stage, State::Failed);
    stage.store.record(&first("A"), &failed).await.unwrap();
    assert_eq!(claimed_by_many(&stage, Some(1)).await, 1);
}

async fn a_claim_repeated_with_its_own_id_succeeds_again(stage: Stage) {
    let attempt = attempt(&stage, "A", "1");
    assert!(is_ours(&stage.store.claim(&attempt).await.unwrap()));
    assert!(is_ours(&stage.store.claim(&attempt).await.unwrap()));
    let done = ending(&stage, State::Done);
    stage.store.record(&first("A"), &done).await.unwrap();
    assert!(!is_ours(&stage.store.claim(&attempt).await.unwrap()));
}

async fn a_further_attempt_needs_a_failed_one(stage: Stage) {
    let mut further = attempt(&stage, "A", "2");
    further.after = Some(1);
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    for state in [State::Unknown, State::Failed] {
        assert!(!is_ours(&stage.store.claim(&further).await.unwrap()));
        let ending = ending(&stage, state);
        stage.store.record(&first("A"), &ending).await.unwrap();
    }
    let Claim::Ours(id) = stage.store.claim(&further).await.unwrap() else {
        panic!("a failed attempt may be followed");
    };
    assert_eq!(id.number, 2);
    let latest = stage.store.latest(&key("A")).await.unwrap().unwrap();
    assert_eq!((latest.id.number, latest.attempt_id.as_str()), (2, "2"));

    // One that is done may be followed by a change that replaces it, and by nothing else.
    stage
        .store
        .record(&id, &ending(&stage, State::Done))
        .await
        .unwrap();
    let mut third = attempt(&stage, "A", "3");
    third.after = Some(2);
    assert!(!is_ours(&stage.store.claim(&third).await.unwrap()));
    third.after_done = true;
    assert!(is_ours(&stage.store.claim(&third).await.unwrap()));
}

async fn an_ending_is_recorded_once(stage: Stage) {
    let id = first("A");
    let done = ending(&stage, State::Done);
    assert!(stage.store.record(&id, &done).await.is_err(), "no attempt");
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let unknown = ending(&stage, State::Unknown);
    assert_eq!(
        stage.store.record(&id, &unknown).await.unwrap(),
        Recorded::Stored
    );
    let open = stage.store.get(&id).await.unwrap().unwrap();
    assert_eq!(
        (open.state, open.task),
        (State::Unknown, Some(Task::Resolve))
    );
    assert_eq!(
        stage.store.record(&id, &done).await.unwrap(),
        Recorded::Stored
    );
    let failed = ending(&stage, State::Failed);
    for again in [&failed, &done] {
        let again = stage.store.record(&id, again).await.unwrap();
        assert_eq!(again, Recorded::AlreadyClosed);
    }
    let closed = stage.store.get(&id).await.unwrap().unwrap();
    assert_eq!(closed.state, State::Done);
    assert_eq!(closed.result, done.result);
    assert_eq!(closed.closed_at, Some(stage.now()));
    assert_eq!(closed.task, Some(Task::Deliver));
    assert!(!closed.contradicted);
}

async fn a_late_success_contradicts_a_failure(stage: Stage) {
    let id = first("A");
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let mut failed = ending(&stage, State::Failed);
    failed.decided_by = Some(DecidedBy::Resolution);
    stage.store.record(&id, &failed).await.unwrap();
    let done = ending(&stage, State::Done);
    assert_eq!(
        stage.store.record(&id, &done).await.unwrap(),
        Recorded::Contradicted
    );
    let late = stage.store.get(&id).await.unwrap().unwrap();
    assert_eq!((late.state, late.contradicted), (State::Done, true));
    assert!(late.needs_person.is_some());
    assert_eq!(late.task, Some(Task::Deliver));
}

async fn due_work_is_leased_once(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let early = lease("one", stage.now());
    assert_eq!(stage.store.lease(&early).await.unwrap(), []);
    let due = stage.now() + Duration::from_secs(60);
    let leased = stage.store.lease(&lease("one", due)).await.unwrap();
    assert_eq!(leased.len(), 1);
    assert_eq!(leased[0].leased_by.as_deref(), Some("one"));
    assert_eq!(stage.store.lease(&lease("two", due)).await.unwrap(), []);
    // A lease ends by itself.
    let later = due + Duration::from_secs(30);
    assert_eq!(
        stage.store.lease(&lease("two", later)).await.unwrap().len(),
        1
    );
    let mut elsewhere = lease("three", later + Duration::from_secs(90));
    elsewhere.provider = "another".to_owned();
    assert_eq!(stage.store.lease(&elsewhere).await.unwrap(), []);
}

async fn concurrent_leases_do_not_overlap(stage: Stage) {
    for number in 0..40 {
        let reference = format!("A-{number}");
        stage
            .store
            .claim(&attempt(&stage, &reference, "1"))
            .await
            .unwrap();
    }
    let due = stage.now() + Duration::from_secs(60);
    let leases = (0..8).map(|number| {
        let (store, lease) = (stage.store.clone(), lease(&number.to_string(), due));
        tokio::spawn(async move { store.lease(&lease).await.unwrap() })
    });
    let mut references = Vec::new();
    for leased in leases.collect::<Vec<_>>() {
        let leased = leased.await.unwrap();
        references.extend(leased.into_iter().map(|record| record.id.key.reference));
    }
    let all = references.len();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), all, "an attempt was leased twice");
    assert!(all >= 10, "{all}");
}

async fn postponed_work_is_due_later(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let due = stage.now() + Duration::from_secs(60);
    stage.store.lease(&lease("one", due)).await.unwrap();
    let mut postponement = Postponement {
        task: Task::Resolve,
        due_at: Some(due + Duration::from_secs(600)),
        tries: 3,
        error: Some("\"busy\"".to_owned()),
        needs_person: Some("look".to_owned()),
    };
    assert!(
        stage
            .store
            .postpone(&first("A"), &postponement)
            .await
            .unwrap()
    );
    let later = lease("one", due + Duration::from_secs(599));
    assert_eq!(stage.store.lease(&later).await.unwrap(), []);
    let due = lease("one", due + Duration::from_secs(600));
    let leased = stage.store.lease(&due).await.unwrap();
    assert_eq!((leased.len(), leased[0].tries), (1, 3));
    assert_eq!(leased[0].needs_person.as_deref(), Some("look"));
    assert_eq!(
        stage
            .store
            .list(&Filter::NeedsPerson, 9)
            .await
            .unwrap()
            .len(),
        1
    );
    // Work that the attempt has left behind changes nothing.
    postponement.task = Task::Deliver;
    assert!(
        !stage
            .store
            .postpone(&first("A"), &postponement)
            .await
            .unwrap()
    );
}

async fn a_delivered_verdict_is_not_due(stage: Stage) {
    for reference in ["A", "B", "C"] {
        stage
            .store
            .claim(&attempt(&stage, reference, "1"))
            .await
            .unwrap();
        let mut done = ending(&stage, State::Done);
        if reference == "B" {
            done.settle_at = Some(stage.now() + Duration::from_secs(7));
        }
        stage.store.record(&first(reference), &done).await.unwrap();
    }
    stage
        .store
        .delivered(&[first("A"), first("B")])
        .await
        .unwrap();
    let a = stage.store.get(&first("A")).await.unwrap().unwrap();
    assert_eq!((a.task, a.due_at), (None, None));
    let b = stage.store.get(&first("B")).await.unwrap().unwrap();
    assert_eq!((b.task, b.due_at), (Some(Task::Settle), b.settle_at));

    // In a transaction: rolled back, and then committed.
    let begun = stage.store.begin_delivery(&first("C")).await.unwrap();
    drop(begun.unwrap());
    let begun = stage.store.begin_delivery(&first("C")).await.unwrap();
    begun.unwrap().commit().await.unwrap();
    assert!(
        stage
            .store
            .begin_delivery(&first("C"))
            .await
            .unwrap()
            .is_none()
    );
}

async fn health_counts_what_is_open_and_due(stage: Stage) {
    let empty = stage.store.health(stage.now()).await.unwrap();
    assert_eq!((empty.open, empty.due, empty.oldest_open), (0, 0, None));
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let begun = stage.now();
    stage.clock.advance(time::Duration::seconds(60));
    stage.store.claim(&attempt(&stage, "B", "1")).await.unwrap();
    let health = stage.store.health(stage.now()).await.unwrap();
    assert_eq!((health.open, health.due, health.needs_person), (2, 1, 0));
    assert_eq!(health.oldest_open, Some(begun));
    assert_eq!(health.oldest_due, Some(begun + Duration::from_secs(60)));
    assert_eq!(stage.store.list(&Filter::Open, 9).await.unwrap().len(), 2);
    let one = Filter::Reference("B".to_owned());
    assert_eq!(stage.store.list(&one, 9).await.unwrap().len(), 1);
    assert_eq!(stage.store.list(&Filter::All, 1).await.unwrap().len(), 1);
}

async fn pruning_leaves_what_is_open_or_undelivered(stage: Stage) {
    for reference in ["open", "undelivered", "old", "new"] {
        stage
            .store
            .claim(&attempt(&stage, reference, "1"))
            .await
            .unwrap();
    }
    let done = ending(&stage, State::Done);
    for reference in ["undelivered", "old"] {
        stage.store.record(&first(reference), &done).await.unwrap();
    }
    stage.store.delivered(&[first("old")]).await.unwrap();
    stage.clock.advance(time::Duration::days(1));
    let done = ending(&stage, State::Done);
    stage.store.record(&first("new"), &done).await.unwrap();
    stage.store.delivered(&[first("new")]).await.unwrap();
    assert_eq!(stage.store.prune(stage.now(), 100).await.unwrap(), 1);
    let left = stage.store.list(&Filter::All, 9).await.unwrap();
    let left: Vec<&str> = left
        .iter()
        .map(|one| one.id.key.reference.as_str())
        .collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.contains(&"old"));
}

async fn migrations_are_applied_once(stage: Stage) {
    stage.store.claim(&attempt(&stage, "A", "1")).await.unwrap();
    let again: std::sync::Arc<dyn payments_journal::store::JournalStore> =
        if stage.place.starts_with("postgres://") {
            let store = payments_journal::store::PostgresStore::connect(&stage.place).await;
            std::sync::Arc::new(store.unwrap())
        } else {
            let store = payments_journal::store::SqliteStore::open(&stage.place).await;
            std::sync::Arc::new(store.unwrap())
        };
    assert!(again.get(&first("A")).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_committed_survives_a_crash_of_the_server() {
    use crate::support::postgres::Server;
    use payments_journal::store::{JournalStore, PostgresStore};

    let Some(server) = Server::start() else {
        return;
    };
    let stage = Stage::memory();
    let store = PostgresStore::connect(&server.database().await)
        .await
        .unwrap();
    assert!(is_ours(
        &store.claim(&attempt(&stage, "A", "1")).await.unwrap()
    ));
    server.control("restart");
    // The connections of the pool are broken; the step is repeated, as the journal does.
    let claim = loop {
        if let Ok(claim) = store.claim(&attempt(&stage, "A", "2")).await {
            break claim;
        }
    };
    assert!(!is_ours(&claim));
}
