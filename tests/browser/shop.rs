//! A shop and a simulator for a journey, and what a payer does in the shop.

use payments_shop::settings::Account;
use payments_shop::{Settings, Shop};
use payments_sim::{Simulator, mpandco, pagofacil};
use tempfile::TempDir;
use time::Duration;
use tokio::net::TcpListener;
use url::Url;

use crate::browser::Browser;

const PASSWORD: &str = "password";

/// The fields of the card form that are not about the card, and an invented cardholder. The country
/// is filled in already.
pub(crate) const FIELDS: [(&str, &str); 10] = [
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
];

pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) home: Url,
    shop: Shop,
    _folder: TempDir,
}

impl Stage {
    pub(crate) async fn new(provider: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("shop.sqlite").display().to_string();
        let simulator = Simulator::start().await.unwrap();
        simulator.set_test_values(true);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let home = format!("http://{}/", listener.local_addr().unwrap());
        let home: Url = home.parse().unwrap();
        let (account, service) = if provider == "pagofacil" {
            (pagofacil_account(), simulator.pagofacil_base_url())
        } else {
            let account = Account::Mpandco {
                client_id: mpandco::CLIENT_ID.to_owned(),
                client_secret: mpandco::CLIENT_SECRET.to_owned(),
            };
            (account, simulator.mpandco_base_url())
        };
        let settings = Settings::new(home.clone(), database, PASSWORD, account);
        let settings = settings.with_service(service);
        let clock = simulator.clock().clone();
        let provider = settings.provider_with_clock(clock).unwrap();
        let shop = Shop::with_provider(&settings, provider).await.unwrap();
        let router = shop.router();
        // Without the shop's own work: a journey decides when it runs.
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            simulator,
            home,
            shop,
            _folder: folder,
        }
    }

    /// Orders on the shop's page, and returns the address of the order.
    pub(crate) async fn order_in(&self, browser: &Browser) -> String {
        order_in(browser).await
    }

    /// The address of the admin page, with its password.
    pub(crate) fn admin(&self) -> String {
        let mut url = self.home.join("admin").unwrap();
        url.set_username("ana").unwrap();
        url.set_password(Some(PASSWORD)).unwrap();
        url.into()
    }

    /// Lets an hour pass, and the shop work.
    pub(crate) async fn later(&self) {
        self.simulator.clock().advance(Duration::hours(1));
        self.shop.work().await.unwrap();
    }

    /// How many charges moved money, and how many of them moved it again.
    pub(crate) fn charges(&self) -> (usize, usize) {
        let money = self.simulator.money();
        let total = money.total();
        let charges = total.charges() + total.subscription_charges;
        (charges, money.duplicates())
    }
}

pub(crate) fn pagofacil_account() -> Account {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    Account::PagoFacil {
        branch_id,
        user_id,
        api_secret: Some(pagofacil::State::sandbox_api_secret()),
    }
}

/// Presses "Order" on the shop's page, and returns the address of the order.
pub(crate) async fn order_in(browser: &Browser) -> String {
    browser.press("Order").await;
    browser.shows("Your order").await;
    browser.address().await
}

/// A card of the simulator's test values.
pub(crate) fn card_number(ending: &str) -> String {
    format!("4{}{ending}", "0".repeat(11))
}

/// Fills in the card form.
pub(crate) async fn fill_in_card(browser: &Browser, ending: &str) {
    let number = card_number(ending);
    browser.type_into("[name='card.number']", &number).await;
    browser.type_into("[name='card.expiry']", "12/39").await;
    browser
        .type_into("[name='card.security_code']", "222")
        .await;
    for (name, value) in FIELDS {
        browser.type_into(&format!("[name='{name}']"), value).await;
    }
}
