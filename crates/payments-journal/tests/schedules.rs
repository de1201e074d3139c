//! Random schedules of concurrent calls, crashes, faults, slow databases and clocks that differ, in
//! virtual time.
//!
//! A schedule is data, drawn and shrunk by proptest. 200 of them run by default;
//! `JOURNAL_SCHEDULES=10000 cargo test -p payments-journal --test journal schedules` runs more. A
//! failure prints the shortest schedule and the seed, which `JOURNAL_SEED` sets again.
//! Each process, machine or clock of a schedule goes by tokio's paused time, so that a schedule
//! takes the same course each time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    Capabilities, Clock, Environment, Error, ErrorKind, Lookup, MerchantReference, Operation,
    Outcome, Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest, Provider,
    ProviderName, Randomness, Result, SystemRandomness,
};
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, Ending, Filter, Health, JournalStore, Key, Lease, NewAttempt,
    Postponement, Recorded, State, StoreError, StoreResult, StoreTransaction, StoredResult, Task,
};
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Journal, Verdict, VerdictHandler};
use payments_testkit::InMemoryProvider;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::support::{MemoryStore, sale};

const START: OffsetDateTime = datetime!(2030-01-01 12:00 UTC);
const PROCESSES: usize = 3;
const SETTLE_TIME: Duration = Duration::from_secs(60);
/// How far the clocks of processes may differ, as the journal is told.
const SKEW: i64 = 10;

/// What a schedule does.
#[derive(Clone, Debug)]
enum Action {
    /// A payer's click, on this process.
    Call {
        process: usize,
        reference: u8,
        amount: i64,
    },
    /// A click whose browser is closed after so many seconds.
    Abandoned {
        process: usize,
        reference: u8,
        after: u64,
    },
    /// A pass of the reconciler.
    Reconcile { process: usize },
    /// The process dies, and another one is started in its place.
    Crash { process: usize },
    /// The clock of the process jumps to so many seconds beside the true time.
    Jump { process: usize, to: i64 },
}

/// What goes wrong in one step of a database.
#[derive(Clone, Copy, Debug)]
enum DatabaseFault {
    Fine,
    /// It fails without an effect.
    Fails,
    /// It takes effect, and its confirmation is lost.
    LosesConfirmation,
}

/// What goes wrong in one call.
#[derive(Clone, Copy, Debug)]
enum CallFault {
    Fine,
    NotSent,
    Declined,
    RequestLost,
    ResponseLost,
    /// The client gives up, and the request has its effect so many seconds after it was sent.
    LateEffect(u64),
}

/// A schedule, as data.
#[derive(Clone, Debug)]
struct Schedule {
    /// Each with the seconds since the one before it.
    actions: Vec<(u64, Action)>,
    database: Vec<(u64, DatabaseFault)>,
    calls: Vec<(u64, CallFault)>,
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let process = 0..PROCESSES;
    let action = prop_oneof![
        6 => (process.clone(), 0_u8..3, 0..8_i64).prop_map(|(process, reference, amount)| {
            let amount = if amount == 0 { 2_001 } else { 2_000 };
            Action::Call { process, reference, amount }
        }),
        2 => (process.clone(), 0_u8..3, 0_u64..30)
            .prop_map(|(process, reference, after)| Action::Abandoned { process, reference, after }),
        3 => process.clone().prop_map(|process| Action::Reconcile { process }),
        2 => process.clone().prop_map(|process| Action::Crash { process }),
        1 => (process, -SKEW / 2..=SKEW / 2)
            .prop_map(|(process, to)| Action::Jump { process, to }),
    ];
    // Most steps follow each other at once; some are as slow as the windows of the journal.
    let pause = prop_oneof![6 => 0_u64..3, 2 => 3_u64..40, 1 => 40_u64..200];
    let delay = prop_oneof![8 => 0_u64..2, 1 => 2_u64..20];
    let database = prop_oneof![
        8 => Just(DatabaseFault::Fine),
        1 => Just(DatabaseFault::Fails),
        1 => Just(DatabaseFault::LosesConfirmation),
    ];
    let call = prop_oneof![
        4 => Just(CallFault::Fine),
        1 => Just(CallFault::NotSent),
        1 => Just(CallFault::Declined),
        1 => Just(CallFault::RequestLost),
        2 => Just(CallFault::ResponseLost),
        2 => (1_u64..50).prop_map(CallFault::LateEffect),
    ];
    (
        proptest::collection::vec((pause, action), 1..25),
        proptest::collection::vec((delay.clone(), database), 0..60),
        proptest::collection::vec((delay, call), 0..20),
    )
        .prop_map(|(actions, database, calls)| Schedule {
            actions,
            database,
            calls,
        })
}

/// The provider and the database that all processes share.
struct Shared {
    began: tokio::time::Instant,
    store: MemoryStore,
    books: InMemoryProvider,
    database: Mutex<VecDeque<(u64, DatabaseFault)>>,
    calls: Mutex<VecDeque<(u64, CallFault)>>,
}

/// One life of a process. When it is dead, whatever it waits for never comes.
#[derive(Clone)]
struct Life {
    shared: Arc<Shared>,
    dead: Arc<AtomicBool>,
    skew: Arc<Mutex<i64>>,
}

impl std::fmt::Debug for Life {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Life")
    }
}

impl Life {
    fn new(shared: &Arc<Shared>) -> Self {
        Self {
            shared: Arc::clone(shared),
            dead: Arc::default(),
            skew: Arc::default(),
        }
    }

    fn is_alive(&self) -> bool {
        !self.dead.load(Ordering::SeqCst)
    }

    /// Returns while the process lives.
    async fn alive(&self) {
        if !self.is_alive() {
            std::future::pending::<()>().await;
        }
    }

    async fn wait(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        self.alive().await;
    }

    /// One step of the database.
    async fn step<T>(&self, step: impl Future<Output = StoreResult<T>>) -> StoreResult<T> {
        let next = self.shared.database.lock().unwrap().pop_front();
        let (delay, fault) = next.unwrap_or((0, DatabaseFault::Fine));
        self.wait(delay).await;
        let unavailable = || Err(StoreError::Unavailable("by schedule".to_owned()));
        if matches!(fault, DatabaseFault::Fails) {
            return unavailable();
        }
        let result = step.await;
        // A process may die after the step took effect.
        self.wait(delay / 2).await;
        match fault {
            DatabaseFault::LosesConfirmation => unavailable(),
            _ => result,
        }
    }
}

#[async_trait]
impl Clock for Life {
    fn now(&self) -> OffsetDateTime {
        let since = tokio::time::Instant::now() - self.shared.began;
        START + since + time::Duration::seconds(*self.skew.lock().unwrap())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[derive(Debug)]
struct Store(Life);

#[async_trait]
impl JournalStore for Store {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        self.0.step(self.0.shared.store.claim(attempt)).await
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        self.0.step(self.0.shared.store.record(id, ending)).await
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        self.0.step(self.0.shared.store.delivered(ids)).await
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        let step = self
            .0
            .shared
            .store
            .update_result(id, result, next, settle_at);
        self.0.step(step).await
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        self.0.step(self.0.shared.store.lease(lease)).await
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        self.0
            .step(self.0.shared.store.postpone(id, postponement))
            .await
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        self.0.step(self.0.shared.store.latest(key)).await
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        self.0.step(self.0.shared.store.get(id)).await
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        self.0.shared.store.list(filter, limit).await
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        self.0.shared.store.health(now).await
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        self.0.shared.store.prune(before, limit).await
    }

    async fn begin_delivery(&self, id: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        self.0.shared.store.begin_delivery(id).await
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        self.0.shared.store.load_token(name).await
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        self.0.shared.store.save_token(name, sealed, by).await
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        self.0.shared.store.lease_token(name, by, now, until).await
    }
}

#[derive(Debug)]
struct Bank(Life);

impl Provider for Bank {
    fn name(&self) -> ProviderName {
        self.0.shared.books.name()
    }

    fn environment(&self) -> Environment {
        self.0.shared.books.environment()
    }

    fn capabilities(&self) -> Capabilities {
        self.0.shared.books.capabilities()
    }

    fn settle_time(&self) -> Duration {
        SETTLE_TIME
    }

    fn clock(&self) -> &dyn Clock {
        &self.0
    }
}

#[async_trait]
impl PaymentProvider for Bank {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let life = &self.0;
        let next = life.shared.calls.lock().unwrap().pop_front();
        let (delay, fault) = next.unwrap_or((0, CallFault::Fine));
        let error = |kind, outcome| {
            Err(Error::new(
                self.name(),
                Operation::CREATE_PAYMENT,
                kind,
                outcome,
            ))
        };
        let lost = || error(ErrorKind::Timeout, Outcome::Unknown);
        match fault {
            CallFault::NotSent => return error(ErrorKind::Network, Outcome::NotSent),
            CallFault::Declined => return error(ErrorKind::Declined, Outcome::Rejected),
            CallFault::RequestLost => {
                life.wait(delay).await;
                return lost();
            }
            CallFault::LateEffect(after) => {
                // It is in a gateway, whether the process lives or not.
                let (books, request) = (life.shared.books.clone(), request.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(after)).await;
                    books.create_payment(&request).await.unwrap();
                });
                life.wait(delay.min(after)).await;
                return lost();
            }
            CallFault::Fine | CallFault::ResponseLost => {}
        }
        life.wait(delay).await;
        let result = life.shared.books.create_payment(request).await;
        life.wait(delay).await;
        match fault {
            CallFault::ResponseLost => lost(),
            _ => result,
        }
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.0.alive().await;
        self.0.shared.books.get_payment(id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        self.0.alive().await;
        self.0.shared.books.find_payment(reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        self.0.shared.books.list_payments(page).await
    }
}

/// What the merchant was told, by attempt.
#[derive(Default)]
struct Told(Mutex<BTreeMap<String, Vec<Fact>>>);

#[async_trait]
impl VerdictHandler for Told {
    async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        let mut told = self.0.lock().unwrap();
        let facts = told.entry(verdict.id.to_string()).or_default();
        facts.push(verdict.fact.clone());
        Ok(())
    }
}

/// A running process.
struct Process {
    life: Life,
    provider: payments_journal::Journaled<Bank>,
}

impl Process {
    fn start(shared: &Arc<Shared>, name: &str) -> Self {
        let life = Life::new(shared);
        let journal = Journal::of(Store(life.clone()))
            .with_owner(name)
            .with_clock(life.clone())
            .with_clock_skew(Duration::from_secs(SKEW.unsigned_abs()));
        Self {
            provider: journal.with(Bank(life.clone())),
            life,
        }
    }
}

fn reference(number: u8) -> String {
    format!("ORDER-{number}")
}

/// Runs a schedule, and returns what is wrong in the end.
async fn run(schedule: Schedule) -> std::result::Result<(), String> {
    let shared = Arc::new(Shared {
        began: tokio::time::Instant::now(),
        store: MemoryStore::default(),
        books: InMemoryProvider::new(),
        database: Mutex::new(schedule.database.into()),
        calls: Mutex::new(schedule.calls.into()),
    });
    let told = Arc::new(Told::default());
    let mut started = 0;
    let mut start = || {
        started += 1;
        Process::start(&shared, &format!("process {started}"))
    };
    let mut processes: Vec<Process> = (0..PROCESSES).map(|_| start()).collect();
    let mut clicks = Vec::new();
    for (pause, action) in schedule.actions {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        match action {
            Action::Call {
                process,
                reference: number,
                amount,
            } => {
                let provider = processes[process].provider.clone();
                let life = processes[process].life.clone();
                let request = sale(&reference(number), amount);
                clicks.push(tokio::spawn(async move {
                    let result = provider.create_payment(&request).await;
                    (number, Some(result).filter(|_| life.is_alive()))
                }));
            }
            Action::Abandoned {
                process,
                reference: number,
                after,
            } => {
                let provider = processes[process].provider.clone();
                let life = processes[process].life.clone();
                let request = sale(&reference(number), 2_000);
                clicks.push(tokio::spawn(async move {
                    let click = provider.create_payment(&request);
                    let click = tokio::time::timeout(Duration::from_secs(after), click);
                    let result = click.await.ok();
                    (number, result.filter(|_| life.is_alive()))
                }));
            }
            Action::Reconcile { process } => {
                let (provider, told) = (processes[process].provider.clone(), Arc::clone(&told));
                tokio::spawn(async move {
                    let _ = provider.reconcile(&*told).await;
                });
            }
            Action::Crash { process } => {
                processes[process].life.dead.store(true, Ordering::SeqCst);
                processes[process] = start();
            }
            Action::Jump { process, to } => {
                *processes[process].life.skew.lock().unwrap() = to;
            }
        }
    }
    // The storm is over. What is in flight ends, and the reconciler has its time.
    shared.database.lock().unwrap().clear();
    shared.calls.lock().unwrap().clear();
    for _ in 0..12 {
        tokio::time::sleep(Duration::from_secs(45 * 60)).await;
        let passed = processes[0].provider.reconcile(&*told).await;
        passed.map_err(|error| error.to_string())?;
    }
    check(&shared, &told, clicks).await
}

/// What a caller heard; nothing where it went away, or its process died.
type Click = tokio::task::JoinHandle<(u8, Option<Result<Payment>>)>;

async fn check(
    shared: &Shared,
    told: &Told,
    clicks: Vec<Click>,
) -> std::result::Result<(), String> {
    let all = shared.store.list(&Filter::All, u32::MAX).await.unwrap();
    for record in &all {
        if record.is_open() || record.needs_person.is_some() || record.contradicted {
            return Err(format!("not decided: {record:?}"));
        }
        if record.task.is_some_and(|task| task != Task::Settle) {
            return Err(format!("not delivered: {record:?}"));
        }
    }
    for number in 0..3 {
        let reference = reference(number);
        let found = shared
            .books
            .find_payment(&reference.as_str().into())
            .await
            .unwrap();
        let charges = found.matches().len();
        let attempts = all
            .iter()
            .filter(|record| record.id.key.reference == reference);
        let done = attempts
            .filter(|record| record.state == State::Done)
            .count();
        if charges > 1 {
            return Err(format!("{reference} was charged {charges} times: {all:#?}"));
        }
        if charges != done {
            return Err(format!(
                "{reference}: {charges} charges, {done} done: {all:#?}"
            ));
        }
    }
    let told = told.0.lock().unwrap().clone();
    let mut heard: Vec<u8> = Vec::new();
    for click in clicks {
        // A click on a process that died waits forever.
        let Ok(clicked) = tokio::time::timeout(Duration::from_secs(1), click).await else {
            continue;
        };
        let (number, result) = clicked.map_err(|error| error.to_string())?;
        if let Some(Ok(payment)) = result {
            let reference = reference(number);
            let found = shared
                .books
                .find_payment(&reference.as_str().into())
                .await
                .unwrap();
            if found.matches().iter().all(|one| one.id() != payment.id()) {
                return Err(format!(
                    "{reference}: a caller has a payment that does not exist"
                ));
            }
            heard.push(number);
        }
    }
    for record in all.iter().filter(|record| record.state == State::Done) {
        let name = record.id.to_string();
        let was_heard = heard
            .iter()
            .any(|number| reference(*number) == record.id.key.reference);
        if !was_heard && !told.contains_key(&name) {
            return Err(format!("the merchant never learned of {record:?}"));
        }
    }
    Ok(())
}

#[test]
fn random_schedules_duplicate_nothing_and_lose_nothing() {
    let cases = std::env::var("JOURNAL_SCHEDULES")
        .ok()
        .map_or(200, |number| number.parse().unwrap());
    let seed = std::env::var("JOURNAL_SEED")
        .ok()
        .map_or_else(|| SystemRandomness.next(), |seed| seed.parse().unwrap());
    let mut runner = TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    });
    let result = runner.run(&schedules(), |schedule| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(run(schedule)).map_err(TestCaseError::fail)
    });
    if let Err(failure) = result {
        panic!("{failure}\nJOURNAL_SEED={seed} JOURNAL_SCHEDULES={cases} repeats this run");
    }
}
