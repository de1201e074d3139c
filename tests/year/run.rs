//! Playing a plan.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;

use super::books::Books;
use super::flaw::Flaw;
use super::life::Unavailable;
use super::payers;
use super::person::{self, Decision};
use super::plan::{Deed, Plan};
use super::process::Process;
use super::trace::Watch;
use super::world::World;

/// How long after the last event the books are compared, in days. The journal looks after an
/// unfinished payment for a week, and a person decides once a day.
const QUIET_DAYS: u32 = 12;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A year that is over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Year {
    /// The digest of its trace: two runs of the same plan have the same one.
    pub digest: u64,
    /// How many steps the trace has.
    pub steps: u64,
    /// The books.
    pub books: Books,
    /// What people had to decide.
    pub decisions: Vec<Decision>,
    /// What is wrong; nothing, if all is well.
    pub failures: Vec<String>,
}

/// Plays a plan. `watch` is given each line of the trace.
pub fn run(plan: &Plan, flaw: Flaw, watch: Option<Watch>) -> Year {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(play(plan, flaw, watch))
}

async fn play(plan: &Plan, flaw: Flaw, watch: Option<Watch>) -> Year {
    let world = World::new(plan, flaw, watch);
    let bookkeeper = tokio::spawn({
        let world = Arc::clone(&world);
        async move {
            loop {
                tokio::time::sleep(DAY).await;
                person::decide(&world).await;
            }
        }
    });
    for event in &plan.events {
        world.until(event.at).await;
        apply(&world, event.deed);
    }
    // In the end everything works, and everything that is open is decided.
    tokio::time::sleep(DAY).await;
    world.calm();
    tokio::time::sleep(DAY * QUIET_DAYS).await;
    if let Some(process) = world.process(0) {
        process.read_charges().await.unwrap();
    }
    bookkeeper.abort();
    let books = Books::compare(&world);
    world.stop();
    let mut failures = world.violations.lock().unwrap().clone();
    failures.extend(books.contradictions.iter().cloned());
    let (digest, steps) = world.trace.digest();
    let decisions = world.decisions.lock().unwrap().clone();
    Year {
        digest,
        steps,
        books,
        decisions,
        failures,
    }
}

fn apply(world: &Arc<World>, deed: Deed) {
    world.note(format!("{deed:?}"));
    match deed {
        Deed::Order {
            order,
            way,
            minor,
            machine,
        } => on(world, machine, move |process| {
            process.order(order, way, minor)
        }),
        Deed::Click { order, machine } => on(world, machine, move |process| process.pay(order)),
        Deed::Again { order, machine } => on(world, machine, move |process| process.again(order)),
        Deed::Approve(order) => payers::approve(world, order),
        Deed::Cancel(order) => payers::cancel(world, order),
        Deed::PayCash(order) => payers::pay_cash(world, order),
        Deed::Callback {
            order,
            back,
            machine,
        } => {
            if let Some(callback) = payers::callback(world, order, back) {
                on(world, machine, move |process| {
                    process.callback(order, callback)
                });
            }
        }
        Deed::Refund {
            order,
            machine,
            void,
        } => on(world, machine, move |process| process.refund(order, void)),
        Deed::CancelSubscription { order, machine } => on(world, machine, move |process| {
            process.cancel_subscription(order)
        }),
        Deed::ReadCharges { machine } => on(world, machine, Process::read_charges),
        Deed::CallFault { machine, fault } => world.plan_call_fault(machine, fault),
        Deed::StepFault {
            machine,
            after,
            fault,
        } => world.plan_step_fault(machine, after, fault),
        Deed::Kill { machine, after } => world.plan_kill(machine, after),
        Deed::Jump { machine, to } => world.jump(machine, to),
        Deed::Outage {
            service,
            seconds,
            fault,
        } => world.outage(service, seconds, fault),
        Deed::DatabaseOut(seconds) => world.take_database_out(seconds),
    }
}

/// Lets the process on a machine do something, as one of its requests.
fn on<F>(world: &Arc<World>, machine: usize, request: impl FnOnce(Process) -> F)
where
    F: Future<Output = Result<(), Unavailable>> + Send + 'static,
{
    let Some(process) = world.process(machine) else {
        world.note("no machine runs");
        return;
    };
    let life = Arc::clone(&process.life);
    let request = request(process);
    tokio::spawn(async move {
        if request.await.is_err() {
            life.note("a page fails");
        }
    });
}
