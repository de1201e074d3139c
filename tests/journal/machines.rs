//! Many machines: the same orders offered to several processes on one PostgreSQL server, while
//! processes are killed and the server is restarted.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

use payments_sim::Simulator;
use payments_testkit::samples;

use crate::postgres::Server;
use crate::process::Shop;

const MACHINES: usize = 4;
const ORDERS: usize = 240;
const KILLS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_machines_charge_each_order_once_while_they_are_killed() {
    // The server is restarted, so it is not the shared one.
    let Some(server) = Server::start() else {
        return;
    };
    let database = server.database().await;
    let clock = samples::subscription_clock();
    let simulator = Simulator::start_with(0, clock).await.unwrap();
    let now = simulator.clock().now().unix_timestamp();
    let start = |hours: i64| {
        let mut shop = Shop::start(&simulator, &database, "create", ["ORDER", "-", "-"]);
        shop.tell(&format!("at {}", now + hours * 3_600)).unwrap();
        shop
    };
    let offer = format!("offer {ORDERS}");

    let began = Instant::now();
    let mut machines: Vec<Shop> = (0..MACHINES).map(|_| start(0)).collect();
    for shop in &mut machines {
        shop.begin(&offer);
    }
    for kill in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(150)).await;
        if kill % 3 == 1 {
            server.control("restart");
        }
        let mut another = start(0);
        another.begin(&offer);
        std::mem::replace(&mut machines[kill % MACHINES], another).kill();
    }
    for shop in &mut machines {
        shop.finish();
    }
    let storm = began.elapsed();
    let after_storm = simulator.mpandco().intents().len();

    // What is unknown is resolved by all machines together, two hours later.
    for (number, shop) in machines.iter_mut().enumerate() {
        let hours = 2 + i64::try_from(number / MACHINES).unwrap();
        shop.tell(&format!("at {}", now + hours * 3_600)).unwrap();
        shop.begin("reconcile");
    }
    for shop in &mut machines {
        shop.finish();
    }
    for shop in machines {
        shop.end();
    }
    let mut shop = start(3);
    shop.tell("reconcile").unwrap();
    // The payers whose orders were left open try again.
    let done: usize = shop.tell(&offer).unwrap().parse().unwrap();
    shop.tell(&format!("at {}", now + 5 * 3_600)).unwrap();
    shop.tell("reconcile").unwrap();
    let state = shop.tell("state").unwrap();
    shop.end();

    assert_eq!(done, ORDERS, "lost: {state}");
    assert!(state.ends_with("open=0 due=0 person=0 twice=0"), "{state}");
    let mut intents: BTreeMap<String, usize> = BTreeMap::new();
    for intent in simulator.mpandco().intents() {
        *intents.entry(intent.reference.unwrap()).or_default() += 1;
    }
    let twice: Vec<_> = intents.iter().filter(|(_, count)| **count > 1).collect();
    assert_eq!(twice, [], "created twice");
    assert_eq!(intents.len(), ORDERS);
    let figures = format!(
        "{MACHINES} machines, {KILLS} kills, 2 restarts of PostgreSQL, {ORDERS} orders offered to \
         each: {after_storm} payments in {storm:.1?}, {ORDERS} in the end, 0 duplicates, 0 lost\n"
    );
    std::io::stderr().write_all(figures.as_bytes()).unwrap();
}
