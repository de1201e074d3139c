//! A journal on one engine, with a provider whose responses a test scripts.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{Clock, Currency, Money, PaymentRequest, ReturnUrls};
use payments_journal::store::{JournalStore, PostgresStore, SqliteStore};
use payments_journal::{Journal, Journaled};
use payments_testkit::{InMemoryProvider, SimClock};
use tempfile::TempDir;
use time::macros::datetime;

use super::Scripted;
use super::postgres::Server;

/// A store, and what it lives in.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) store: Arc<dyn JournalStore>,
    pub(crate) clock: SimClock,
    pub(crate) memory: InMemoryProvider,
    pub(crate) provider: Scripted,
    /// The file of the database, or its URL.
    pub(crate) place: String,
    _folder: Option<Arc<TempDir>>,
}

impl Stage {
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("journal.sqlite");
        let store = SqliteStore::open(&path).await.unwrap();
        let place = path.to_str().unwrap().to_owned();
        Self::on(Arc::new(store), place, Some(Arc::new(folder)))
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let place = Server::shared()?.database().await;
        let store = PostgresStore::connect(&place).await.unwrap();
        Some(Self::on(Arc::new(store), place, None))
    }

    /// In memory, for virtual time.
    pub(crate) fn memory() -> Self {
        Self::on(Arc::new(super::MemoryStore::default()), String::new(), None)
    }

    fn on(store: Arc<dyn JournalStore>, place: String, folder: Option<Arc<TempDir>>) -> Self {
        let clock = SimClock::fixed(datetime!(2030-01-01 12:00 UTC));
        let memory = InMemoryProvider::new()
            .with_clock(clock.clone())
            .with_settle_time(Duration::from_secs(60));
        Self {
            store,
            provider: Scripted::new(memory.clone()),
            clock,
            memory,
            place,
            _folder: folder,
        }
    }

    /// A journal of a process of this name.
    pub(crate) fn journal(&self, owner: &str) -> Journal {
        Journal::of(Arc::clone(&self.store))
            .with_owner(owner)
            .with_clock(self.clock.clone())
    }

    /// The provider, journaled by a process of this name.
    pub(crate) fn journaled(&self, owner: &str) -> Journaled<Scripted> {
        self.journal(owner).with(self.provider.clone())
    }

    /// Lets every call settle.
    pub(crate) fn settle(&self) {
        self.clock.advance(time::Duration::minutes(2));
    }

    pub(crate) fn now(&self) -> time::OffsetDateTime {
        Clock::now(&self.clock)
    }
}

/// A sale of so many céntimos.
pub(crate) fn sale(reference: &str, minor: i64) -> PaymentRequest {
    let page = |name: &str| format!("https://shop.example/{name}").parse().unwrap();
    PaymentRequest::new(reference, Money::from_minor(minor, Currency::VES))
        .with_return_urls(ReturnUrls::new(page("paid"), page("cart")))
}

/// Runs each test on both engines.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(crate::support::Stage::sqlite().await).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(stage) = crate::support::Stage::postgres().await {
                    super::$name(stage).await;
                }
            })*
        }
    };
}

pub(crate) use on_both;
