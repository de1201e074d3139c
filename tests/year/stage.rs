//! What all machines share: the time, the services, the database and the troubles.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use payments_sim::{InProcess, SimClock};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::time::Instant;

use super::database::Database;
use super::flaw::Flaw;
use super::orders::Tables;
use super::payers::Payers;
use super::person::Decision;
use super::plan::{Fault, Plan, Service, StepFault};
use super::process::Process;
use super::trace::{Trace, Watch};

const START: OffsetDateTime = datetime!(2030-01-01 06:00 UTC);

/// How long a machine takes to start another process.
const RESTART: Duration = Duration::from_secs(20);

/// The stage outside of the processes.
pub(super) struct Stage {
    began: Instant,
    pub(super) seed: u64,
    pub(super) flaw: Flaw,
    clock: SimClock,
    services: InProcess,
    pub(super) database: Database,
    machines: [Machine; 2],
    outages: Mutex<BTreeMap<Service, (OffsetDateTime, Fault)>>,
    database_out: Mutex<OffsetDateTime>,
    pub(super) payers: Payers,
    pub(super) decisions: Mutex<Vec<Decision>>,
    /// What must never happen, found while it happened.
    pub(super) violations: Mutex<Vec<String>>,
    pub(super) trace: Trace,
}

/// A machine, whichever process runs on it.
#[derive(Default)]
struct Machine {
    process: Mutex<Option<Process>>,
    skew: Mutex<i64>,
    starts: Mutex<u64>,
    troubles: Mutex<Troubles>,
}

/// What is to go wrong on a machine.
#[derive(Default)]
struct Troubles {
    calls: Vec<Fault>,
    steps: Vec<(u32, StepFault)>,
    kills: Vec<u32>,
}

impl Stage {
    pub(super) fn new(plan: &Plan, flaw: Flaw, watch: Option<Watch>) -> Arc<Self> {
        let clock = SimClock::fixed(START);
        let services = InProcess::new(clock.clone()).unwrap();
        services.pagofacil().set_seed(plan.seed);
        let stage = Arc::new(Self {
            began: Instant::now(),
            seed: plan.seed,
            flaw,
            clock,
            services,
            database: Database::default(),
            machines: Default::default(),
            outages: Mutex::default(),
            database_out: Mutex::new(START),
            payers: Payers::default(),
            decisions: Mutex::default(),
            violations: Mutex::default(),
            trace: Trace::new(watch),
        });
        for machine in 0..stage.machines.len() {
            stage.start(machine);
        }
        stage
    }

    /// The true time.
    pub(super) fn now(&self) -> OffsetDateTime {
        START + (Instant::now() - self.began)
    }

    /// Waits until so many milliseconds of the year are over.
    pub(super) async fn until(&self, at: u64) {
        tokio::time::sleep_until(self.began + Duration::from_millis(at)).await;
    }

    /// What time the clock of a machine shows.
    pub(super) fn time_on(&self, machine: usize) -> OffsetDateTime {
        let skew = *self.machines[machine].skew.lock().unwrap();
        self.now() + time::Duration::seconds(skew)
    }

    pub(super) fn note(&self, line: impl AsRef<str>) {
        let at = (self.now() - START).whole_milliseconds();
        self.trace.note(&format!("{at} {}", line.as_ref()));
    }

    pub(super) fn violated(&self, what: String) {
        self.note(&what);
        self.violations.lock().unwrap().push(what);
    }

    /// Both services, at the present time.
    pub(super) fn services(&self) -> &InProcess {
        self.clock.set(self.now());
        &self.services
    }

    pub(super) fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.database.tables.lock().unwrap()
    }

    fn start(self: &Arc<Self>, machine: usize) {
        let starts = {
            let mut starts = self.machines[machine].starts.lock().unwrap();
            *starts += 1;
            *starts
        };
        self.note(format!("machine {machine}: starts process {starts}"));
        let process = Process::start(self, machine, starts);
        *self.machines[machine].process.lock().unwrap() = Some(process);
    }

    /// The process on this machine, or on the other one while this one restarts.
    pub(super) fn process(&self, machine: usize) -> Option<Process> {
        let at = |machine: usize| self.machines[machine].process.lock().unwrap().clone();
        at(machine).or_else(|| at(1 - machine))
    }

    /// Kills the process. Nothing that it was doing goes on.
    pub(super) fn kill(self: &Arc<Self>, machine: usize) {
        let Some(process) = self.machines[machine].process.lock().unwrap().take() else {
            return;
        };
        process.life.die();
        self.note(format!("machine {machine}: is killed"));
        let stage = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(RESTART).await;
            stage.start(machine);
        });
    }

    /// Ends the simulation: nothing refers to anything else any more.
    pub(super) fn stop(&self) {
        for machine in &self.machines {
            machine.process.lock().unwrap().take();
        }
    }

    /// From now on nothing goes wrong any more.
    pub(super) fn calm(&self) {
        for machine in &self.machines {
            *machine.troubles.lock().unwrap() = Troubles::default();
            *machine.skew.lock().unwrap() = 0;
        }
        self.outages.lock().unwrap().clear();
        *self.database_out.lock().unwrap() = self.now();
    }

    pub(super) fn jump(&self, machine: usize, to: i64) {
        *self.machines[machine].skew.lock().unwrap() = to;
    }

    pub(super) fn outage(&self, service: Service, seconds: u64, fault: Fault) {
        let until = self.now() + Duration::from_secs(seconds);
        let mut outages = self.outages.lock().unwrap();
        outages.insert(service, (until, fault));
    }

    pub(super) fn take_database_out(&self, seconds: u64) {
        *self.database_out.lock().unwrap() = self.now() + Duration::from_secs(seconds);
    }

    pub(super) fn plan_call_fault(&self, machine: usize, fault: Fault) {
        self.troubles(machine, |troubles| troubles.calls.push(fault));
    }

    pub(super) fn plan_step_fault(&self, machine: usize, after: u32, fault: StepFault) {
        self.troubles(machine, |troubles| troubles.steps.push((after, fault)));
    }

    pub(super) fn plan_kill(&self, machine: usize, after: u32) {
        self.troubles(machine, |troubles| troubles.kills.push(after));
    }

    fn troubles<T>(&self, machine: usize, with: impl FnOnce(&mut Troubles) -> T) -> T {
        with(&mut self.machines[machine].troubles.lock().unwrap())
    }

    /// What happens to a call of the machine.
    pub(super) fn call_fault(
        &self,
        machine: usize,
        service: Service,
        moves_money: bool,
    ) -> Option<Fault> {
        let planned = self.troubles(machine, |troubles| {
            (moves_money && !troubles.calls.is_empty()).then(|| troubles.calls.remove(0))
        });
        let outages = self.outages.lock().unwrap();
        let outage = outages
            .get(&service)
            .filter(|(until, _)| self.now() < *until);
        planned.or(outage.map(|(_, fault)| *fault))
    }

    /// What happens to a step of the machine's database.
    pub(super) fn step_fault(&self, machine: usize) -> Option<StepFault> {
        if self.now() < *self.database_out.lock().unwrap() {
            return Some(StepFault::Fails);
        }
        self.troubles(machine, |troubles| {
            let (after, fault) = troubles.steps.first_mut()?;
            let fault = *fault;
            if *after > 0 {
                *after -= 1;
                return None;
            }
            troubles.steps.remove(0);
            Some(fault)
        })
    }

    /// Whether the process on the machine dies at this point.
    pub(super) fn dies_here(&self, machine: usize) -> bool {
        self.troubles(machine, |troubles| {
            let Some(after) = troubles.kills.first_mut() else {
                return false;
            };
            if *after > 0 {
                *after -= 1;
                return false;
            }
            troubles.kills.remove(0);
            true
        })
    }
}
