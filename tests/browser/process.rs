//! The shop as a process, which the tests in a browser kill:
//!
//! ```console
//! browser_shop DATABASE PAGOFACIL_URL LISTEN UNIX_SECONDS
//! ```
//!
//! It prints the address that it listens on. Its clock begins at the given time, and stays there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and this speaks to its parent on standard output"
)]

use payments_shop::settings::Account;
use payments_shop::{Settings, Shop};
use payments_sim::{SimClock, pagofacil};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use url::Url;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().unwrap();
    let (database, service, listen) = (next(), next(), next());
    let now = OffsetDateTime::from_unix_timestamp(next().parse().unwrap()).unwrap();
    let listener = TcpListener::bind(listen).await.unwrap();
    let address = listener.local_addr().unwrap();
    let home: Url = format!("http://{address}/").parse().unwrap();
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    let account = Account::PagoFacil {
        branch_id,
        user_id,
        api_secret: Some(pagofacil::State::sandbox_api_secret()),
    };
    let settings = Settings::new(home, database, "password", account);
    let settings = settings.with_service(service.parse().unwrap());
    let provider = settings.provider_with_clock(SimClock::fixed(now)).unwrap();
    let shop = Shop::with_provider(&settings, provider).await.unwrap();
    println!("{address}");
    shop.serve(listener, std::future::pending()).await.unwrap();
}
