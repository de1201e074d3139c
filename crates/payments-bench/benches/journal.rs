//! What the journal costs, in one run: against bare calls, against the raw commits of the same
//! database, with a payout file, and with a million attempts.
//!
//! `cargo bench -p payments-bench --bench journal`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a measurement fails by panicking, and prints"
)]

#[path = "../../payments-journal/tests/support/postgres.rs"]
#[allow(dead_code, reason = "the tests of the journal use all of it")]
mod postgres;

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
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

fn per_second(count: usize, took: Duration) -> u128 {
    u128::try_from(count).unwrap() * 1_000_000 / took.as_micros().max(1)
}

/// Calls per second.
async fn rate(provider: &dyn PaymentProvider, first: usize, calls: usize, at_once: usize) -> u128 {
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
async fn raw_sqlite(path: &str) -> u128 {
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

fn line(what: &str, value: impl std::fmt::Display) {
    println!("{what:<64} {value:>10}");
}

async fn calls(engine: &str, journaled: &Journaled<AtOnce>, raw: u128) {
    let alone = rate(journaled, 0, CALLS / 8, 1).await;
    let together = rate(journaled, CALLS, CALLS, CONCURRENT).await;
    line(
        &format!("{engine}: journaled calls/s, one at a time"),
        alone,
    );
    line(
        &format!("{engine}: journaled calls/s, {CONCURRENT} at a time"),
        together,
    );
    let percent = together * 2 * 100 / raw.max(1);
    let what = format!("{engine}: commits needed by {CONCURRENT} calls, % of the raw limit");
    line(&what, percent);
}

/// Peak resident memory in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

async fn payout_file(engine: &str, journaled: &Journaled<AtOnce>) {
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
    let took = began.elapsed();
    line(
        &format!("{engine}: payout file of {ROWS} rows, rows/s"),
        per_second(ROWS, took),
    );
    let grown = peak_memory() - before;
    line(
        &format!("{engine}: growth of peak memory over the file, KiB"),
        grown,
    );
    let began = Instant::now();
    let again = journaled.send_payouts((0..ROWS).map(row), CONCURRENT);
    let ok = again.filter(|(_, result)| std::future::ready(result.is_ok()));
    assert_eq!(ok.count().await, ROWS);
    let again = per_second(ROWS, began.elapsed());
    line(
        &format!("{engine}: the same file again, all known, rows/s"),
        again,
    );
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

/// Microseconds to lease 64 due attempts, the median of 15, and to read the health.
async fn reconcile_at(store: &dyn JournalStore) -> (u128, u128) {
    let now = OffsetDateTime::now_utc();
    let lease = |round: u64| Lease {
        provider: "at_once".to_owned(),
        environment: Environment::Sandbox,
        by: format!("bench {round}"),
        now,
        until: now + Duration::from_secs(600),
        limit: 64,
    };
    let mut leases = Vec::new();
    for round in 0..15 {
        let began = Instant::now();
        let leased = store.lease(&lease(round)).await.unwrap();
        leases.push(began.elapsed().as_micros());
        assert_eq!(leased.len(), 64);
    }
    let began = Instant::now();
    let health = store.health(now).await.unwrap();
    assert_eq!(health.open, 1_000);
    leases.sort_unstable();
    (leases[7], began.elapsed().as_micros())
}

async fn million(engine: &str, small: &dyn JournalStore, large: &dyn JournalStore) {
    let (small_lease, small_health) = reconcile_at(small).await;
    let (large_lease, large_health) = reconcile_at(large).await;
    line(
        &format!("{engine}: lease 64 of 1,000 open in 10,000 attempts, µs"),
        small_lease,
    );
    line(
        &format!("{engine}: lease 64 of 1,000 open in 1,000,000 attempts, µs"),
        large_lease,
    );
    line(&format!("{engine}: health at 10,000, µs"), small_health);
    line(&format!("{engine}: health at 1,000,000, µs"), large_health);
}

/// Transactions per second of the statements of a call in pgbench, 16 clients.
fn pgbench(url: &str, folder: &std::path::Path) -> String {
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
    let tps = text.lines().find(|line| line.starts_with("tps"));
    tps.unwrap_or("pgbench did not run").to_owned()
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir_in(".").unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();

    line(
        "bare calls/s, 64 at a time",
        rate(&AtOnce, 0, CALLS * 10, CONCURRENT).await,
    );

    let journal = path("journal.sqlite");
    let store = Arc::new(SqliteStore::open(&journal).await.unwrap());
    let raw = raw_sqlite(&journal).await;
    line("SQLite: raw commits/s of the same file", raw);
    let journaled = Journal::of(Arc::clone(&store)).with(AtOnce);
    calls("SQLite", &journaled, raw).await;
    payout_file("SQLite", &journaled).await;

    let mut stores = Vec::new();
    for (name, attempts) in [("small.sqlite", 10_000), ("large.sqlite", 1_000_000)] {
        let store = SqliteStore::open(path(name)).await.unwrap();
        let fill = sqlx::AssertSqlSafe(filling(attempts));
        sqlx::query(fill).execute(store.pool()).await.unwrap();
        stores.push(store);
    }
    million("SQLite", &stores[0], &stores[1]).await;

    let Some(server) = postgres::Server::start() else {
        return;
    };
    let url = server.database().await;
    let store = PostgresStore::connect(&url).await.unwrap();
    line("PostgreSQL: pgbench, 16 clients, claim and record", "");
    println!("    {}", pgbench(&url, folder.path()));
    let journaled = Journal::of(store).with(AtOnce);
    let alone = rate(&journaled, 0, CALLS / 8, 1).await;
    line("PostgreSQL: journaled calls/s, one at a time", alone);
    let together = rate(&journaled, CALLS, CALLS, CONCURRENT).await;
    line("PostgreSQL: journaled calls/s, 64 at a time", together);
    payout_file("PostgreSQL", &journaled).await;
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
    million("PostgreSQL", &stores[0], &stores[1]).await;
}
