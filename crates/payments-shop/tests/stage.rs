//! A shop and a simulator for a test.

use async_trait::async_trait;
use payments_core::{Card, CardExpiry, Currency, Money, PaymentProvider, PaymentRequest};
use payments_journal::store::{Filter, SqliteStore};
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Journal, Verdict, VerdictHandler};
use payments_shop::settings::Account;
use payments_shop::{Settings, Shop};
use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::samples;
use tempfile::TempDir;
use time::Duration;
use tokio::net::TcpListener;
use url::Url;

use crate::payer::{self, Page};

pub(crate) const PASSWORD: &str = "the password of the test";

/// A card that is approved, without its number.
pub(crate) const CARD: [(&str, &str); 14] = [
    ("method", "card"),
    ("card.expiry", "12/39"),
    ("card.security_code", "739"),
    ("customer.first_name", "Ana"),
    ("customer.last_name", "Ejemplo"),
    ("customer.email", "ana@shop.example"),
    ("customer.phone", "5555555555"),
    ("customer.mobile", "5555555555"),
    ("customer.address.street", "Calle 1"),
    ("customer.address.neighborhood", "Centro"),
    ("customer.address.city", "Guadalajara"),
    ("customer.address.state", "Jalisco"),
    ("customer.address.postal_code", "44100"),
    ("customer.address.country", "Mexico"),
];

/// A card of the simulator's test values.
pub(crate) fn card(ending: &str) -> String {
    format!("4{}{ending}", "0".repeat(11))
}

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) shop: Shop,
    pub(crate) home: Url,
    settings: Settings,
    folder: TempDir,
}

/// A machine that dies when it hears a verdict.
struct Dying;

#[async_trait]
impl VerdictHandler for Dying {
    async fn handle(&self, _: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        Err("died".into())
    }
}

impl Stage {
    /// A shop on SQLite.
    pub(crate) async fn new(provider: &str) -> Self {
        Self::on(provider, None, true).await
    }

    /// A shop on this database, with or without PagoFácil's API secret.
    pub(crate) async fn on(provider: &str, database: Option<String>, has_secret: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = Simulator::start().await.unwrap();
        simulator.set_test_values(true);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home: Url = format!("http://{}/", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let file = folder.path().join("shop.sqlite").display().to_string();
        let (account, service) = if provider == "pagofacil" {
            let (branch_id, user_id) = pagofacil::State::sandbox_keys();
            let api_secret = has_secret.then(pagofacil::State::sandbox_api_secret);
            let account = Account::PagoFacil {
                branch_id,
                user_id,
                api_secret,
            };
            (account, simulator.pagofacil_base_url())
        } else {
            let account = Account::Mpandco {
                client_id: mpandco::CLIENT_ID.to_owned(),
                client_secret: mpandco::CLIENT_SECRET.to_owned(),
            };
            (account, simulator.mpandco_base_url())
        };
        let database = database.unwrap_or(file);
        let settings = Settings::new(home.clone(), database, PASSWORD, account);
        let settings = settings.with_service(service);
        let clock = simulator.clock().clone();
        let provider = settings.provider_with_clock(clock).unwrap();
        let shop = Shop::with_provider(&settings, provider).await.unwrap();
        let router = shop.router();
        // Without the shop's own work: a test decides when it runs.
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            simulator,
            shop,
            home,
            settings,
            folder,
        }
    }

    /// Lets so much time pass, and another machine find out what is not known, which dies before
    /// it tells the shop.
    pub(crate) async fn later_on_a_dying_machine(&self, time: Duration) {
        let clock = self.simulator.clock();
        clock.advance(time);
        let provider = self.settings.provider_with_clock(clock.clone()).unwrap();
        let file = self.folder.path().join("shop.sqlite");
        let store = SqliteStore::open(file.to_str().unwrap()).await.unwrap();
        let journal = Journal::of(store).with_clock(clock.clone());
        journal.with(provider).reconcile(&Dying).await.unwrap();
    }

    /// Pays the first try of an order as a request of the shop does whose database fails when the
    /// result is to be written: the journal has handed it over.
    pub(crate) async fn pays_without_writing(&self, order: &Url) {
        let clock = self.simulator.clock();
        let provider = self.settings.provider_with_clock(clock.clone()).unwrap();
        let file = self.folder.path().join("shop.sqlite");
        let store = SqliteStore::open(file.to_str().unwrap()).await.unwrap();
        let journal = Journal::of(store).with_clock(clock.clone());
        let id = order.path().rsplit('/').next().unwrap();
        let amount = Money::from_minor(10_000, Currency::MXN);
        let card = Card::new(card("0010"), CardExpiry::new(12, 2039)).with_security_code("739");
        let request = PaymentRequest::new(format!("{id}-1"), amount);
        let request = request.with_card(card, samples::customer());
        journal
            .with(provider)
            .create_payment(&request)
            .await
            .unwrap();
        let all = journal.list(&Filter::All, 10).await.unwrap();
        let ids: Vec<_> = all.into_iter().map(|record| record.id).collect();
        journal.store().delivered(&ids).await.unwrap();
    }

    /// Orders, and returns the address of the order.
    pub(crate) async fn order(&self, product: &str) -> Url {
        let form = [("product", product), ("quantity", "1")];
        let orders = payer::get(&self.home).await.unwrap().form().unwrap();
        payer::post(&orders, &form).await.unwrap().next().unwrap()
    }

    /// Presses the button of a form of the order.
    pub(crate) async fn press(&self, order: &Url, action: &str, fields: &[(&str, &str)]) -> Page {
        let to: Url = format!("{order}/{action}").parse().unwrap();
        payer::post(&to, fields).await.unwrap()
    }

    /// Pays by a card with this ending.
    pub(crate) async fn pay_by_card(&self, order: &Url, ending: &str) -> Page {
        let number = card(ending);
        let mut form = CARD.to_vec();
        form.push(("card.number", &number));
        self.press(order, "pay", &form).await
    }

    /// Lets so much time pass, and the shop work.
    pub(crate) async fn later(&self, time: Duration) {
        self.simulator.clock().advance(time);
        self.shop.work().await.unwrap();
    }

    /// The page of an order, which must show this.
    pub(crate) async fn shows(&self, order: &Url, text: &str) -> Page {
        let page = payer::get(order).await.unwrap();
        assert!(page.html.contains(text), "no {text:?} in {}", page.html);
        page
    }

    /// How many charges moved money, and how many of them moved it again.
    pub(crate) fn charges(&self) -> (usize, usize) {
        let money = self.simulator.money();
        let total = money.total();
        let charges = total.charges() + total.subscription_charges;
        (charges, money.duplicates())
    }

    /// Every byte of the shop's database.
    pub(crate) fn database(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .collect()
    }
}
