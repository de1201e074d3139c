//! The cost of the journal, in one run: beside bare calls, beside the raw commits of the same
//! database, with a payout file, and with a million attempts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a measurement fails by panicking"
)]

#[path = "../../payments-journal/tests/support/postgres.rs"]
#[allow(dead_code, reason = "the tests of the journal use all of it")]
mod postgres;

use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, per_mille};
use payments_bench::{Problem, target};
use payments_core::{
    Capabilities, Clock, Currency, Environment, Lookup, MerchantReference, Money, Operation,
    Payment, PaymentProvider, PaymentRequest, PaymentStatus, Payout, PayoutProvider,
    PayoutProviderExt, PayoutRequest, PayoutStatus, Provider, ProviderName, Result, SystemClock,
};
use payments_journal::sqlx::{self, Connection, Executor};
use payments_journal::store::{JournalStore, Lease, PostgresStore, SqliteStore};
use payments_journal::{Journal, Journaled};
use time::OffsetDateTime;

const CONCURRENT: usize = 64;
const CALLS: usize = 4_000;
const ROWS: usize = 100_000;
/// Of the raw commits, two to a call.
const LEAST_COMMITS: u64 = 700;
/// Of the time at 10,000 attempts.
const MOST_LEASE: u64 = 2_000;
/// In KiB, for a payout file.
const MOST_MEMORY: u64 = 64 * 1_024;

/// A provider that does everything at once and keeps nothing, so that only the journal is measured.
#[derive(Clone, Copy, Debug)]
struct AtOnce;

impl Provider for AtOnce {
    fn name(&self) -> ProviderName {
        ProviderName::new("at_once")
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        const OPERATIONS: &[Operation] = &[
            Operation::CREATE_PAYMENT,
            Operation::FIND_PAYMENT,
            Operation::SEND_PAYOUT,
        ];
        Capabilities::new(OPERATIONS, &[Currency::VES])
    }

    fn settle_time(&self) -> Duration {
        Duration::from_secs(60)
    }

    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

#[async_trait]
impl PaymentProvider for AtOnce {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let amount = request.amount().money().ok();
        let payment = Payment::new("PAY-1".into(), PaymentStatus::Paid, amount);
        Ok(payment.with_reference(Some(request.reference().clone())))
    }

    async fn find_payment(&self, _: &MerchantReference) -> Result<Lookup<Payment>> {
        Ok(Lookup::complete(Vec::new()))
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[async_trait]
impl PayoutProvider for AtOnce {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let payout = Payout::new("OUT-1".into(), PayoutStatus::Accepted);
        Ok(payout.with_reference(Some(request.reference().clone())))
    }
}

fn sale(number: usize) -> PaymentRequest {
    let amount = Money::from_minor(2_000, Currency::VES);
    PaymentRequest::new(format!("ORDER-{number}").as_str(), amount)
}

fn per_second(count: usize, took: Duration) -> u64 {
    let micros = u64::try_from(took.as_micros()).unwrap().max(1);
    u64::try_from(count).unwrap() * 1_000_000 / micros
}

/// Calls per second.
async fn rate(provider: &dyn PaymentProvider, first: usize, calls: usize, at_once: usize) -> u64 {
    let began = Instant::now();
    let calls_made = stream::iter(first..first + calls)
        .map(|number| async move {
            provider.create_payment(&sale(number)).await.unwrap();
        })
        .buffer_unordered(at_once)
        .count();
    assert_eq!(calls_made.await, calls);
    per_second(calls, began.elapsed())
}

const RAW: &str = "INSERT INTO raw (reference, state) VALUES ($1, 'dispatched')";
const RAW_TABLE: &str = "CREATE TABLE raw (reference TEXT PRIMARY KEY, state TEXT NOT NULL)";

/// Raw commits per second of one connection, one row each.
async fn raw_sqlite(path: &str) -> u64 {
    let mut connection = sqlx::SqliteConnection::connect(path).await.unwrap();
    connection
        .execute("PRAGMA synchronous = FULL")
        .await
        .unwrap();
    connection.execute(RAW_TABLE).await.unwrap();
    let began = Instant::now();
    let mut commits = 0;
    while began.elapsed() < Duration::from_secs(3) {
        let row = sqlx::query(RAW).bind(format!("ORDER-{commits}"));
        row.execute(&mut connection).await.unwrap();
        commits += 1;
    }
    per_second(commits, began.elapsed())
}

/// A figure without a budget.
fn shown(table: &mut Table, figure: String, ours: String) {
    table.push(Row {
        figure,
        ours,
        peer: String::new(),
        compared: String::new(),
        budget: String::new(),
        verdict: Verdict::Shown,
    });
}

/// Calls of one caller, and of many beside so many raw commits.
async fn calls(table: &mut Table, engine: &str, journaled: &Journaled<AtOnce>, raw: u64) {
    let alone = rate(journaled, 0, CALLS / 8, 1).await;
    let figure = format!("{engine}: journaled calls, one in flight");
    shown(table, figure, format!("{alone}/s"));
    let together = rate(journaled, CALLS, CALLS, CONCURRENT).await;
    let ratio = per_mille(2 * together, raw);
    table.push(Row {
        figure: format!("{engine}: journaled calls, {CONCURRENT} in flight, two commits each"),
        ours: format!("{together}/s"),
        peer: format!("{raw}/s"),
        compared: decimal(ratio),
        budget: format!("≥ {}", decimal(LEAST_COMMITS)),
        verdict: Verdict::of(ratio >= LEAST_COMMITS),
    });
}

/// Peak resident memory in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

async fn payout_file(table: &mut Table, engine: &str, journaled: &Journaled<AtOnce>) {
    let amount = Money::from_minor(100, Currency::VES);
    let row = |number| {
        let reference = format!("WAGE-{number}");
        PayoutRequest::new(reference.as_str(), amount, "Ana", "V1", "0102")
    };
    let before = peak_memory();
    let began = Instant::now();
    let results = journaled.send_payouts((0..ROWS).map(row), CONCURRENT);
    let ok = results.filter(|(_, result)| std::future::ready(result.is_ok()));
    assert_eq!(ok.count().await, ROWS);
    let first = per_second(ROWS, began.elapsed());
    let grown = peak_memory() - before;
    let began = Instant::now();
    let again = journaled.send_payouts((0..ROWS).map(row), CONCURRENT);
    let ok = again.filter(|(_, result)| std::future::ready(result.is_ok()));
    assert_eq!(ok.count().await, ROWS);
    let again = per_second(ROWS, began.elapsed());
    let figure = format!("{engine}: a payout file of {ROWS} rows");
    shown(table, figure.clone(), format!("{first} rows/s"));
    let known = format!("{figure} again, all known");
    shown(table, known, format!("{again} rows/s"));
    table.push(Row {
        figure: format!("{figure}: growth of peak memory"),
        ours: format!("{grown} KiB"),
        peer: String::new(),
        compared: String::new(),
        budget: format!("≤ {MOST_MEMORY} KiB"),
        verdict: Verdict::of(grown <= MOST_MEMORY),
    });
}

/// Fills the table with so many attempts, of which 1,000 are open and due.
fn filling(attempts: u32) -> String {
    format!(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {attempts}) \
         INSERT INTO payments_attempts (provider, environment, operation, reference, number, \
         attempt_id, fingerprint, state, begun_by, begun_at, closed_at, task, due_at) \
         SELECT 'at_once', 'sandbox', 'create_payment', 'FILL-' || n, 1, 'id', '1-aa', \
         CASE WHEN n <= 1000 THEN 'unknown' ELSE 'done' END, 'bench', n, \
         CASE WHEN n <= 1000 THEN NULL ELSE n END, \
         CASE WHEN n <= 1000 THEN 'resolve' ELSE NULL END, \
         CASE WHEN n <= 1000 THEN n ELSE NULL END FROM numbers"
    )
}

/// Microseconds to lease 64 due attempts, and to read the health: each the median of 15.
async fn reconcile_at(store: &dyn JournalStore) -> (u64, u64) {
    let now = OffsetDateTime::now_utc();
    let lease = |round: u64| Lease {
        provider: "at_once".to_owned(),
        environment: Environment::Sandbox,
        by: format!("bench {round}"),
        now,
        until: now + Duration::from_secs(600),
        limit: 64,
    };
    let (mut leases, mut healths) = (Vec::new(), Vec::new());
    for round in 0..15 {
        let began = Instant::now();
        let leased = store.lease(&lease(round)).await.unwrap();
        leases.push(micros(began));
        assert_eq!(leased.len(), 64);
        let began = Instant::now();
        let health = store.health(now).await.unwrap();
        healths.push(micros(began));
        assert_eq!(health.open, 1_000);
    }
    leases.sort_unstable();
    healths.sort_unstable();
    (leases[7], healths[7])
}

fn micros(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap()
}

async fn million(
    table: &mut Table,
    engine: &str,
    small: &dyn JournalStore,
    large: &dyn JournalStore,
) {
    let (small_lease, small_health) = reconcile_at(small).await;
    let (large_lease, large_health) = reconcile_at(large).await;
    for (what, small, large) in [
        ("lease 64 of 1,000 open attempts", small_lease, large_lease),
        ("read the health", small_health, large_health),
    ] {
        let ratio = per_mille(large, small);
        table.push(Row {
            figure: format!("{engine}: {what}, of 1,000,000 beside 10,000 attempts"),
            ours: format!("{large} µs"),
            peer: format!("{small} µs"),
            compared: decimal(ratio),
            budget: format!("≤ {}", decimal(MOST_LEASE)),
            verdict: Verdict::of(ratio <= MOST_LEASE),
        });
    }
}

/// Transactions per second of the statements of a call in pgbench, 16 clients.
fn pgbench(url: &str, folder: &std::path::Path) -> u64 {
    const CALL: &str = "\\set r random(1, 1000000000)\n\
        INSERT INTO payments_attempts (provider, environment, operation, reference, number, \
        attempt_id, fingerprint, state, begun_by, begun_at, task, due_at) VALUES ('pgbench', \
        'sandbox', 'create_payment', 'R-' || :r || '-' || :client_id, 1, 'id', '1-aa', \
        'dispatched', 'pgbench', 1, 'resolve', 9000000000 * 1000000) ON CONFLICT DO NOTHING;\n\
        UPDATE payments_attempts SET state = 'done', result_type = 'payment', result = '{}', \
        closed_at = 2, task = 'deliver', due_at = 9000000000 * 1000000 WHERE provider = 'pgbench' \
        AND environment = 'sandbox' AND operation = 'create_payment' AND \
        reference = 'R-' || :r || '-' || :client_id AND number = 1 AND closed_at IS NULL;\n";
    let script = folder.join("call.sql");
    std::fs::write(&script, CALL).unwrap();
    let bin = "ls -d /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -1";
    let bin = Command::new("sh")
        .args(["-c", bin])
        .output()
        .unwrap()
        .stdout;
    let bin = String::from_utf8(bin).unwrap();
    let output = Command::new(bin.trim())
        .args(["-n", "-c", "16", "-j", "2", "-T", "5", "-f"])
        .args([script.to_str().unwrap(), url])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let tps = text.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = tps.and_then(|tps| tps.split(['.', ' ']).next()?.parse().ok());
    tps.expect("pgbench runs")
}

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build()?;
    let mut table = Table::new("journal", "The journal").on_any_machine();
    table.note(
        "A provider that does everything at once and keeps nothing, so that only the journal is \
         measured. SQLite beside the raw commits of one connection to the same file, one row each. \
         PostgreSQL beside pgbench with the statements of a call, each in a separate transaction, 16 \
         clients, on the same server. A runtime of two threads shares the machine with the server.",
    );
    runtime.block_on(async {
        let folder = tempfile::tempdir_in(".")?;
        let bare = rate(&AtOnce, 0, CALLS * 10, CONCURRENT).await;
        let figure = format!("bare calls, {CONCURRENT} in flight");
        shown(&mut table, figure, format!("{bare}/s"));
        sqlite(&mut table, folder.path()).await;
        postgres(&mut table, folder.path()).await;
        Ok(table)
    })
}

async fn sqlite(table: &mut Table, folder: &std::path::Path) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let journal = path("journal.sqlite");
    let store = Arc::new(SqliteStore::open(&journal).await.unwrap());
    let raw = raw_sqlite(&journal).await;
    let journaled = Journal::of(Arc::clone(&store)).with(AtOnce);
    calls(table, "SQLite", &journaled, raw).await;
    payout_file(table, "SQLite", &journaled).await;

    let mut stores = Vec::new();
    for (name, attempts) in [("small.sqlite", 10_000), ("large.sqlite", 1_000_000)] {
        let store = SqliteStore::open(path(name)).await.unwrap();
        let fill = sqlx::AssertSqlSafe(filling(attempts));
        sqlx::query(fill).execute(store.pool()).await.unwrap();
        stores.push(store);
    }
    million(table, "SQLite", &stores[0], &stores[1]).await;
}

async fn postgres(table: &mut Table, folder: &std::path::Path) {
    let server = postgres::Server::start().expect("PostgreSQL: .ci/postgres install");
    let url = server.database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    let raw = 2 * pgbench(&url, folder);
    let journaled = Journal::of(store).with(AtOnce);
    calls(table, "PostgreSQL", &journaled, raw).await;
    payout_file(table, "PostgreSQL", &journaled).await;
    let mut stores = Vec::new();
    for attempts in [10_000, 1_000_000] {
        let store = PostgresStore::connect(&server.database().await)
            .await
            .unwrap();
        let fill = sqlx::AssertSqlSafe(filling(attempts));
        sqlx::query(fill).execute(store.pool()).await.unwrap();
        sqlx::query("ANALYZE").execute(store.pool()).await.unwrap();
        stores.push(store);
    }
    million(table, "PostgreSQL", &stores[0], &stores[1]).await;
}
