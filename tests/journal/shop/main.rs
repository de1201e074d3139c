//! A shop's process on the journal: it makes one call, reconciles, and dies where it is told to.
//!
//! Every await of a journaled operation is one of the store, of the provider or of the merchant's
//! handler; the awaits between them change nothing that lasts. So the points before and after each
//! of these are all the points there are. They are counted, and at the one given the process kills
//! itself with SIGKILL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and speaks to its parent on standard output"
)]

mod handler;
mod points;
mod provider;
mod store;

use std::io::BufRead;
use std::sync::Arc;

use futures_util::StreamExt;
use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Error, Money, PaymentProvider, PaymentRequest,
    PayoutRequest, RefundRequest,
};
use payments_journal::store::Task::Deliver;
use payments_journal::store::{Filter, JournalStore, PostgresStore, SqliteStore};
use payments_journal::{Journal, Journaled};
use payments_kit::http::ClientConfig;
use payments_sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET};
use payments_sim::{SimClock, pagofacil};
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};
use time::OffsetDateTime;

use self::handler::Orders;
use self::points::Points;
use self::provider::Crashing;
use self::store::CrashingStore;

/// What the parent asks for.
struct Task {
    database: String,
    mpandco: String,
    pagofacil: String,
    operation: String,
    reference: String,
    /// Further arguments of the operation: an id, and who approved.
    id: String,
    payer: String,
}

type Provider = Crashing<Box<dyn PaymentProvider>>;

impl Task {
    fn read() -> Self {
        let mut arguments = std::env::args().skip(1);
        let mut next = || arguments.next().unwrap();
        Self {
            database: next(),
            mpandco: next(),
            pagofacil: next(),
            operation: next(),
            reference: next(),
            id: next(),
            payer: next(),
        }
    }

    async fn store(&self) -> Arc<dyn JournalStore> {
        if self.database.starts_with("postgres://") {
            Arc::new(PostgresStore::connect(&self.database).await.unwrap())
        } else {
            Arc::new(SqliteStore::open(&self.database).await.unwrap())
        }
    }

    fn provider(&self, clock: &SimClock) -> Box<dyn PaymentProvider> {
        let config = ClientConfig::new().with_clock(clock.clone());
        if matches!(self.operation.as_str(), "charge" | "subscribe" | "cancel") {
            let (branch_id, user_id) = pagofacil::State::sandbox_keys();
            let keys = SandboxKeys::new(branch_id, user_id)
                .with_api_secret(pagofacil::State::sandbox_api_secret());
            let client = PagoFacil::sandbox(keys).with_base_url(self.pagofacil.as_str());
            Box::new(client.with_client(config).build().unwrap())
        } else {
            let client = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET));
            // A search that reads everything can tell that a payment does not exist.
            let client = client
                .with_base_url(self.mpandco.as_str())
                .with_search_limit(1_000);
            Box::new(client.with_client(config).build().unwrap())
        }
    }

    fn wallet_order(reference: &str) -> PaymentRequest {
        let sample = samples::payment(&"https://shop.example/".parse().unwrap());
        PaymentRequest::new(reference, sample.amount().clone())
            .with_description("Two coffees")
            .with_return_urls(sample.return_urls().unwrap().clone())
    }

    /// Makes the call, as a web server's handler would.
    async fn call(&self, provider: &Journaled<Provider>) -> Result<(), Error> {
        let reference = self.reference.as_str();
        let recurring = || PaymentProvider::recurring(provider).unwrap();
        match self.operation.as_str() {
            "create" => {
                let order = Self::wallet_order(reference);
                provider.create_payment(&order).await.map(drop)
            }
            "confirm" => {
                let confirmation = Confirmation::by_payer(self.id.as_str(), self.payer.as_str());
                provider.confirm_payment(&confirmation).await.map(drop)
            }
            "void" => provider
                .void_payment(&self.id.as_str().into())
                .await
                .map(drop),
            "refund" => {
                let refund = RefundRequest::full(self.id.as_str(), self.id.as_str());
                provider.refund_payment(&refund).await.map(drop)
            }
            "payout" => {
                let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
                let amount = Money::from_minor(100, Currency::VES);
                let payout = PayoutRequest::new(reference, amount, "Ana", "V19123456", account);
                let payouts = PaymentProvider::payouts(provider).unwrap();
                payouts.send_payout(&payout).await.map(drop)
            }
            "charge" => {
                let card = Card::new(samples::card_number(), CardExpiry::new(9, 16));
                let card = card.with_security_code("222");
                let amount = Money::from_minor(80_000, Currency::MXN);
                let order =
                    PaymentRequest::new(reference, amount).with_card(card, samples::customer());
                provider.create_payment(&order).await.map(drop)
            }
            "subscribe" => {
                let request = samples::subscription().with_reference(reference);
                recurring().register_subscription(&request).await.map(drop)
            }
            "cancel" => {
                let id = self.id.as_str().into();
                recurring().cancel_subscription(&id).await.map(drop)
            }
            other => panic!("no operation is named {other}"),
        }
    }
}

/// Creates a payment for each of so many orders, in another order than the other machines
/// do. Returns how many orders have their payment.
async fn offer(task: &Task, provider: &Journaled<Provider>, count: usize) -> usize {
    let start = usize::try_from(std::process::id()).unwrap() % count;
    let orders = (0..count).map(|number| (number * 7 + start) % count);
    let calls = orders.map(|number| {
        let order = Task::wallet_order(&format!("{}-{number}", task.reference));
        async move { provider.create_payment(&order).await.is_ok() }
    });
    let done = futures_util::stream::iter(calls).buffer_unordered(16);
    done.filter(|ok| std::future::ready(*ok)).count().await
}

/// Waits until the journal has written that the caller has its result.
async fn acknowledged(store: &dyn JournalStore) {
    loop {
        let attempts = store.list(&Filter::All, 10_000).await.unwrap();
        if attempts.iter().all(|one| one.task != Some(Deliver)) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// The commands of the parent, one a line:
///
/// - `at SECONDS`: sets the clock, in Unix time.
/// - `crash N`: counts points from here, and dies at the one of this number; 0 for never.
/// - `call`: makes the call, and prints `ok`, or the kind and the outcome of its error.
/// - `reconcile`: makes a pass, with a handler that writes to the journal's database.
/// - `close happened|not`: closes what needs a person.
/// - `offer COUNT`: creates payments for so many orders, 16 at a time, and prints how many are done.
/// - `state`: prints the state of the latest attempt, what is open, due and undelivered.
/// - `points`: prints how many points were passed.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let task = Task::read();
    let points = Points::default();
    let clock = SimClock::fixed(OffsetDateTime::UNIX_EPOCH);
    let store = task.store().await;
    handler::create_table(&task.database).await;
    let provider = Crashing::new(task.provider(&clock), points.clone());
    let journal = Journal::of(CrashingStore::new(Arc::clone(&store), points.clone()))
        .with_clock(clock.clone());
    let provider = journal.with(provider);
    let orders = Orders::new(points.clone());

    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (command, argument) = line.split_once(' ').unwrap_or((line.as_str(), ""));
        match command {
            "at" => {
                let seconds = argument.parse().unwrap();
                clock.set(OffsetDateTime::from_unix_timestamp(seconds).unwrap());
                println!("done");
            }
            "crash" => {
                points.crash_at(argument.parse().unwrap());
                println!("done");
            }
            "call" => {
                let result = task.call(&provider).await;
                if result.is_ok() {
                    acknowledged(&*store).await;
                }
                // The last step is done, but its second point is on another thread.
                points.idle().await;
                match result {
                    Ok(()) => println!("ok"),
                    Err(error) => println!("{:?} {:?} {error}", error.kind(), error.outcome()),
                }
            }
            "offer" => println!(
                "{}",
                offer(&task, &provider, argument.parse().unwrap()).await
            ),
            "reconcile" => {
                let report = provider.reconcile(&orders).await.unwrap();
                println!("{report:?}");
            }
            "close" => {
                let asked = store.list(&Filter::NeedsPerson, 100).await.unwrap();
                for record in &asked {
                    let happened = argument == "happened";
                    let closed = journal.close(&record.id, happened, "Ana", "looked it up");
                    closed.await.unwrap();
                }
                println!("{}", asked.len());
            }
            "state" => {
                let attempts = store.list(&Filter::All, 10_000).await.unwrap();
                let latest = attempts.iter().rfind(|record| {
                    let key = &record.id.key;
                    [&task.reference, &task.id].contains(&&key.reference)
                });
                let state = latest.map_or("none", |record| record.state.as_str());
                let health = journal.health().await.unwrap();
                let twice = handler::delivered_twice(&task.database).await;
                println!(
                    "{state} open={} due={} person={} twice={twice}",
                    health.open, health.due, health.needs_person
                );
            }
            "points" => println!("{}", points.passed()),
            other => panic!("no command is named {other}"),
        }
    }
}
