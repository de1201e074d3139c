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
use super::stage::Stage;
use super::trace::Watch;

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
    let stage = Stage::new(plan, flaw, watch);
    let bookkeeper = tokio::spawn({
        let stage = Arc::clone(&stage);
        async move {
            loop {
                tokio::time::sleep(DAY).await;
                person::decide(&stage).await;
            }
        }
    });
    for event in &plan.events {
        stage.until(event.at).await;
        apply(&stage, event.deed);
    }
    // In the end everything works, and everything that is open is decided.
    tokio::time::sleep(DAY).await;
    stage.calm();
    tokio::time::sleep(DAY * QUIET_DAYS).await;
    if let Some(process) = stage.process(0) {
        process.read_charges().await.unwrap();
    }
    bookkeeper.abort();
    let books = Books::compare(&stage);
    stage.stop();
    let mut failures = stage.violations.lock().unwrap().clone();
    failures.extend(books.contradictions.iter().cloned());
    let (digest, steps) = stage.trace.digest();
    let decisions = stage.decisions.lock().unwrap().clone();
    Year {
        digest,
        steps,
        books,
        decisions,
        failures,
    }
}

fn apply(stage: &Arc<Stage>, deed: Deed) {
    stage.note(format!("{deed:?}"));
    match deed {
        Deed::Order {
            order,
            way,
            minor,
            machine,
        } => on(stage, machine, move |process| {
            process.order(order, way, minor)
        }),
        Deed::Click { order, machine } => on(stage, machine, move |process| process.pay(order)),
        Deed::Again { order, machine } => on(stage, machine, move |process| process.again(order)),
        Deed::Approve(order) => payers::approve(stage, order),
        Deed::Cancel(order) => payers::cancel(stage, order),
        Deed::PayCash(order) => payers::pay_cash(stage, order),
        Deed::Callback {
            order,
            back,
            machine,
        } => {
            if let Some(callback) = payers::callback(stage, order, back) {
                on(stage, machine, move |process| {
                    process.callback(order, callback)
                });
            }
        }
        Deed::Refund {
            order,
            machine,
            void,
        } => on(stage, machine, move |process| process.refund(order, void)),
        Deed::CancelSubscription { order, machine } => on(stage, machine, move |process| {
            process.cancel_subscription(order)
        }),
        Deed::ReadCharges { machine } => on(stage, machine, Process::read_charges),
        Deed::CallFault { machine, fault } => stage.plan_call_fault(machine, fault),
        Deed::StepFault {
            machine,
            after,
            fault,
        } => stage.plan_step_fault(machine, after, fault),
        Deed::Kill { machine, after } => stage.plan_kill(machine, after),
        Deed::Jump { machine, to } => stage.jump(machine, to),
        Deed::Outage {
            service,
            seconds,
            fault,
        } => stage.outage(service, seconds, fault),
        Deed::DatabaseOut(seconds) => stage.take_database_out(seconds),
    }
}

/// Lets the process on a machine do something, as one of its requests.
fn on<F>(stage: &Arc<Stage>, machine: usize, request: impl FnOnce(Process) -> F)
where
    F: Future<Output = Result<(), Unavailable>> + Send + 'static,
{
    let Some(process) = stage.process(machine) else {
        stage.note("no machine runs");
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
