//! A shop that is killed while a card is charged.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use payments_core::Operation;
use payments_sim::Simulator;
use payments_testkit::{Fault, FaultPlan};

use crate::browser::{Browser, Kind, PATIENCE};
use crate::shop::{fill_in_card, order_in};

/// The shop's program, an example of this crate: `cargo test` builds it beside the tests.
fn program() -> std::path::PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(std::path::Path::parent).unwrap();
    let program = folder.join("examples").join("browser_shop");
    assert!(
        program.exists(),
        "build the shop first: cargo build -p payments-tests --example browser_shop"
    );
    program
}

/// A shop's process. Dropping it kills it with SIGKILL, at the end of a failed test too.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the shop on an address, with a clock that is so many hours ahead, and returns the address.
fn start(simulator: &Simulator, database: &str, listen: &str, hours: i64) -> (Process, String) {
    let now = simulator.clock().now().unix_timestamp() + hours * 3_600;
    let mut child = Command::new(program())
        .args([database, simulator.pagofacil_base_url().as_str(), listen])
        .arg(now.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    (Process(child), address.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_is_killed_while_it_charges_shows_the_outcome_afterwards() {
    let impatient = Kind {
        impatient: true,
        ..Kind::default()
    };
    let Some(browser) = Browser::start("killed", impatient).await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("shop.sqlite").display().to_string();
    let simulator = Simulator::start().await.unwrap();
    simulator.set_test_values(true);
    let (shop, address) = start(&simulator, &database, "127.0.0.1:0", 0);
    browser.open(&format!("http://{address}/")).await;
    let order = order_in(&browser).await;
    fill_in_card(&browser, "0010").await;

    // The card is charged, and no response comes.
    let stall = FaultPlan::always(Fault::Stall).on(Operation::CREATE_PAYMENT);
    simulator.set_faults(stall);
    browser.press("Pay now").await;
    let charged = async {
        while simulator.money().total().charges() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, charged).await.unwrap();
    drop(shop);
    simulator.clear_faults();

    // The next process knows that it does not know.
    let (shop, address) = start(&simulator, &database, &address, 0);
    browser.open(&order).await;
    browser
        .shows("We do not know yet whether you were charged.")
        .await;
    browser.picture("unknown").await;
    drop(shop);

    // Later it knows.
    let (shop, _) = start(&simulator, &database, &address, 2);
    browser.open(&order).await;
    browser.shows("Paid. Thank you!").await;
    browser.picture("paid").await;
    drop(shop);
    let money = simulator.money();
    assert_eq!((money.total().charges(), money.duplicates()), (1, 0));
    browser.quit().await;
}
