//! Each journaled operation, killed at every point, on both engines.

use payments_core::{Confirmation, Operation, PaymentProvider, RecurringProvider};
use payments_sim::Simulator;
use payments_testkit::{Fault, FaultPlan, samples};

use crate::books::effects;
use crate::clients;
use crate::postgres::Server;
use crate::process::Shop;

/// The operations, with whether the provider can be asked about a lost call.
const OPERATIONS: [(&str, Operation, bool); 8] = [
    ("create", Operation::CREATE_PAYMENT, true),
    ("confirm", Operation::CONFIRM_PAYMENT, true),
    ("void", Operation::VOID_PAYMENT, true),
    ("refund", Operation::REFUND_PAYMENT, true),
    ("payout", Operation::SEND_PAYOUT, false),
    ("charge", Operation::CREATE_PAYMENT, true),
    ("subscribe", Operation::REGISTER_SUBSCRIPTION, false),
    ("cancel", Operation::CANCEL_SUBSCRIPTION, true),
];

/// The fewest points of a call and its reconciliation: two around each of the claim, the call, the
/// record, the acknowledgment and an empty lease.
const FEWEST_POINTS: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_point_duplicates_and_loses_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    kill_everywhere(path.to_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_point_duplicates_and_loses_nothing_on_postgresql() {
    if let Some(server) = Server::shared() {
        kill_everywhere(&server.database().await).await;
    }
}

async fn kill_everywhere(database: &str) {
    let simulator = start().await;
    let mut kills = 0;
    for (name, operation, can_be_asked) in OPERATIONS {
        for lost in [false, true] {
            let run = Run {
                simulator: &simulator,
                database,
                name,
                operation,
                can_be_asked,
                lost,
            };
            let points = run.at(0).await;
            assert!(points >= FEWEST_POINTS, "{name}: {points} points");
            for point in 1..=points {
                run.at(point).await;
            }
            kills += points;
        }
    }
    assert!(kills >= 8 * 2 * FEWEST_POINTS, "{kills} kills");
}

async fn start() -> Simulator {
    let clock = samples::subscription_clock();
    Simulator::start_with(0, clock).await.unwrap()
}

struct Run<'a> {
    simulator: &'a Simulator,
    database: &'a str,
    name: &'static str,
    operation: Operation,
    can_be_asked: bool,
    lost: bool,
}

impl Run<'_> {
    /// Kills the process at this point, recovers, and checks the books. Without a point (0),
    /// returns how many there are.
    async fn at(&self, point: u64) -> u64 {
        let (simulator, name) = (self.simulator, self.name);
        let kind = if self.lost { "lost" } else { "plain" };
        let reference = format!("{name}-{kind}-{point}");
        let what = format!("{reference} on {}", self.database);
        let (id, payer) = self.prepare(&reference).await;
        let names = [reference.as_str(), id.as_str(), payer.as_str()];
        let start = || Shop::start(simulator, self.database, name, names);
        let effects = || effects(simulator, name, &reference, &id);
        let hour = |hours: i64| {
            let now = simulator.clock().now().unix_timestamp();
            format!("at {}", now + hours * 3_600)
        };
        simulator.pagofacil().set_next_charge(true);
        if self.lost {
            let plan = FaultPlan::at(1, Fault::BreakAfter).on(self.operation);
            simulator.set_faults(plan);
        }

        // The process makes the call, and reconciles an hour later. It dies on the way.
        let mut shop = start();
        let mut points = 0;
        let script = [
            hour(0),
            format!("crash {point}"),
            "call".to_owned(),
            hour(1),
            "reconcile".to_owned(),
        ];
        let mut died = false;
        for command in script {
            if shop.tell(&command).is_none() {
                died = true;
                break;
            }
        }
        if died {
            shop.killed();
        } else {
            points = shop.tell("points").unwrap().parse().unwrap();
            shop.end();
        }
        assert_eq!(died, point > 0, "{what}");

        // Another process recovers.
        let mut shop = start();
        shop.tell(&hour(2)).unwrap();
        shop.tell("reconcile").unwrap();
        let mut state = shop.tell("state").unwrap();
        if !state.contains("person=0") {
            assert!(!self.can_be_asked, "{what}: {state}");
            let decision = ["close not", "close happened"][effects()];
            shop.tell(decision).unwrap();
            shop.tell("reconcile").unwrap();
            state = shop.tell("state").unwrap();
        }
        let expected = if state.starts_with("done") { 1 } else { 0 };
        assert_eq!(
            effects(),
            expected,
            "the books against the journal: {what}: {state}"
        );
        assert!(
            state.ends_with("open=0 due=0 person=0 twice=0"),
            "{what}: {state}"
        );

        // The payer tries again, on a network that works.
        simulator.clear_faults();
        let again = shop.tell("call").unwrap();
        let is_known =
            again == "ok" || (!self.can_be_asked && again.starts_with("Pending Unknown"));
        assert!(is_known, "{what}: {again}");
        shop.tell(&hour(3)).unwrap();
        shop.tell("reconcile").unwrap();
        let state = shop.tell("state").unwrap();
        assert_eq!(effects(), 1, "{what}: {state}");
        assert_eq!(state, "done open=0 due=0 person=0 twice=0", "{what}");
        assert_eq!(simulator.money().duplicates(), 0, "{what}");
        shop.end();
        points
    }

    /// Creates what the operation needs, with the bare client.
    async fn prepare(&self, reference: &str) -> (String, String) {
        self.simulator.clear_faults();
        match self.name {
            "confirm" | "void" | "refund" => {
                let client = clients::mpandco(self.simulator);
                let order = clients::wallet_order(reference);
                let payment = client.create_payment(&order).await.unwrap();
                let id = payment.id().to_string();
                let returned = self.simulator.approve_payment(&id).unwrap();
                let returned = provider_mpandco::PayerReturn::from_url(&returned).unwrap();
                let confirmation: Confirmation = returned.confirmation(payment.id()).unwrap();
                if self.name != "confirm" {
                    client.confirm_payment(&confirmation).await.unwrap();
                }
                let payments_core::Approval::Payer(payer) = confirmation.approval() else {
                    panic!("a payer approved");
                };
                (id, payer.to_string())
            }
            "cancel" => {
                let client = clients::pagofacil(self.simulator);
                let request = samples::subscription().with_reference(reference);
                let registered = client.register_subscription(&request).await.unwrap();
                (registered.subscription.id().to_string(), "-".to_owned())
            }
            _ => ("-".to_owned(), "-".to_owned()),
        }
    }
}
