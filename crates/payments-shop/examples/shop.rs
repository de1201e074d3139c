//! The shop.
//!
//! ```console
//! cargo run -p payments-shop --example shop            # one purchase per provider, then exit
//! cargo run -p payments-shop --example shop -- serve   # open it in a browser
//! ```
//!
//! `serve` starts the simulator in this process, unless the environment has the credentials of a
//! sandbox account. It reads:
//!
//! | variable | meaning | without it |
//! |---|---|---|
//! | `SHOP_PROVIDER` | `mpandco` or `pagofacil` | `mpandco` |
//! | `SHOP_LISTEN` | the address to listen on | `127.0.0.1:8000` |
//! | `SHOP_URL` | where payers reach the shop | the address that it listens on |
//! | `SHOP_DATABASE` | a file for SQLite, or `postgres://…` (feature `postgres`) | `shop.sqlite` |
//! | `SHOP_ADMIN_PASSWORD` | the password of `/admin` | a random one, which is printed |
//! | `MPANDCO_CLIENT_ID`, `MPANDCO_CLIENT_SECRET` | the account with mPandco's sandbox | the simulator |
//! | `PAGOFACIL_BRANCH_ID`, `PAGOFACIL_USER_ID`, `PAGOFACIL_API_SECRET` | the account with PagoFácil's sandbox | the simulator |
#![allow(clippy::print_stdout, reason = "an example prints what it does")]

#[path = "support/payer.rs"]
mod payer;

use std::env;

use payments_shop::settings::Account;
use payments_shop::{Settings, Shop};
use payments_sim::{Simulator, mpandco, pagofacil};
use tokio::net::TcpListener;
use url::Url;

use self::payer::{Page, Result};

#[tokio::main]
async fn main() -> Result<()> {
    match env::args().nth(1).as_deref() {
        None => {
            walk("mpandco").await?;
            walk("pagofacil").await
        }
        Some("serve") => serve().await,
        Some(other) => {
            Err(format!("there is no {other}: run it without arguments, or with serve").into())
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The account in the environment.
fn account(provider: &str) -> Option<Account> {
    match provider {
        "pagofacil" => Some(Account::PagoFacil {
            branch_id: variable("PAGOFACIL_BRANCH_ID")?,
            user_id: variable("PAGOFACIL_USER_ID")?,
            api_secret: variable("PAGOFACIL_API_SECRET"),
        }),
        _ => Some(Account::Mpandco {
            client_id: variable("MPANDCO_CLIENT_ID")?,
            client_secret: variable("MPANDCO_CLIENT_SECRET")?,
        }),
    }
}

/// The account in the simulator, and the address of its service.
fn simulated(provider: &str, simulator: &Simulator) -> (Account, Url) {
    if provider == "pagofacil" {
        let (branch_id, user_id) = pagofacil::State::sandbox_keys();
        let account = Account::PagoFacil {
            branch_id: branch_id.to_owned(),
            user_id: user_id.to_owned(),
            api_secret: Some(pagofacil::State::sandbox_api_secret().to_owned()),
        };
        return (account, simulator.pagofacil_base_url());
    }
    let account = Account::Mpandco {
        client_id: mpandco::CLIENT_ID.to_owned(),
        client_secret: mpandco::CLIENT_SECRET.to_owned(),
    };
    (account, simulator.mpandco_base_url())
}

async fn serve() -> Result<()> {
    let provider = variable("SHOP_PROVIDER").unwrap_or_else(|| "mpandco".to_owned());
    if !["mpandco", "pagofacil"].contains(&provider.as_str()) {
        return Err("SHOP_PROVIDER must be mpandco or pagofacil".into());
    }
    let listen = variable("SHOP_LISTEN").unwrap_or_else(|| "127.0.0.1:8000".to_owned());
    let listener = TcpListener::bind(listen).await?;
    let own = format!("http://{}/", listener.local_addr()?);
    let public_url: Url = variable("SHOP_URL").unwrap_or(own).parse()?;
    let database = variable("SHOP_DATABASE").unwrap_or_else(|| "shop.sqlite".to_owned());
    let given = variable("SHOP_ADMIN_PASSWORD");
    let password = match &given {
        Some(password) => password.clone(),
        None => payments_shop::settings::random_password()?,
    };

    // It stays until the shop ends.
    let simulator = Simulator::start().await?;
    simulator.set_test_values(true);
    simulator.call_merchant();
    let settings = match account(&provider) {
        Some(account) => Settings::new(public_url, database, password.clone(), account),
        None => {
            let (account, service) = simulated(&provider, &simulator);
            println!(
                "provider: simulated {provider} at {}_sandbox",
                simulator.base_url()
            );
            Settings::new(public_url, database, password.clone(), account).with_service(service)
        }
    };
    let shop = Shop::open(&settings).await?;
    println!("shop:     {}", settings.public_url);
    match given {
        Some(_) => println!("admin:    {}admin", settings.public_url),
        None => println!(
            "admin:    {}admin, password {password}",
            settings.public_url
        ),
    }
    let stop = async {
        // Without a signal handler the shop runs until it is killed, which is safe.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    Ok(shop.serve(listener, stop).await?)
}

/// One purchase, from the order to "Paid", as a payer's browser makes it.
async fn walk(provider: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let simulator = Simulator::start().await?;
    simulator.set_test_values(true);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let home: Url = format!("http://{}/", listener.local_addr()?).parse()?;
    let database = folder.path().join("shop.sqlite").display().to_string();
    let (account, service) = simulated(provider, &simulator);
    let settings = Settings::new(home.clone(), database, "walk", account).with_service(service);
    let shop = Shop::open(&settings).await?;
    tokio::spawn(async move { shop.serve(listener, std::future::pending()).await });

    println!("{provider}: a purchase at {home}");
    let order = [("product", "Coffee, one pound"), ("quantity", "2")];
    let ordered = said(payer::post(&payer::get(&home).await?.form()?, &order).await?);
    let pay = said(payer::get(&ordered.next()?).await?).form()?;
    let form: &[(&str, &str)] = if provider == "pagofacil" {
        &CARD
    } else {
        &[("method", "page")]
    };
    let paid = said(payer::post(&pay, form).await?);
    let mut page = said(payer::get(&paid.next()?).await?);
    if page.url.origin() != home.origin() {
        // The page of the provider: the payer approves, and comes back.
        let approved = said(payer::post(&page.form()?, &[]).await?);
        let returned = said(payer::get(&approved.next()?).await?);
        page = said(payer::get(&returned.next()?).await?);
    }
    if !page.html.contains("<strong>Paid.</strong>") {
        return Err(format!("the order is not paid: {}", page.html).into());
    }
    let money = simulator.money();
    if (money.total().charges(), money.duplicates()) != (1, 0) {
        return Err(format!("the payer was not charged once: {money}").into());
    }
    println!("{provider}: paid, and charged once");
    Ok(())
}

/// A test card of the simulator that is approved, and an invented cardholder.
const CARD: [(&str, &str); 15] = [
    ("method", "card"),
    ("card.number", "4000 0000 0000 0010"),
    ("card.expiry", "12/39"),
    ("card.security_code", "222"),
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

fn said(page: Page) -> Page {
    let to = match &page.location {
        Some(to) => format!(" -> {}", to.path()),
        None => String::new(),
    };
    println!("  {} {}{to}", page.status, page.url.path());
    page
}
