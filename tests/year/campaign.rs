//! Many seeds: the first that fails, and the smallest plan that fails in the same manner.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::flaw::Flaw;
use super::plan::{Plan, Size};
use super::run::{Year, run};
use super::shrink::shrink;

/// A seed whose year does not end well.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The smallest plan found that fails.
    pub plan: Plan,
    /// The flaw that was planted, if one was.
    pub flaw: Flaw,
    /// What the smallest plan leads to.
    pub failures: Vec<String>,
    /// How many events the plan had.
    pub events: usize,
}

impl Failure {
    /// Makes the plan of a failed year as small as can be found.
    pub fn of(plan: &Plan, flaw: Flaw) -> Self {
        let smallest = shrink(plan, |plan| !run(plan, flaw, None).failures.is_empty());
        Self {
            failures: run(&smallest, flaw, None).failures,
            events: plan.events.len(),
            plan: smallest,
            flaw,
        }
    }

    /// The arguments of the example that play the smallest plan again.
    pub fn arguments(&self) -> String {
        let Plan { seed, size, events } = &self.plan;
        let numbers: Vec<String> = events
            .iter()
            .map(|event| event.number.to_string())
            .collect();
        let flaw = match self.flaw {
            Flaw::None => String::new(),
            flaw => format!(" --flaw {flaw:?}"),
        };
        format!(
            "--seed {seed} --orders {} --subscriptions {}{flaw} --keep {}",
            size.orders,
            size.subscriptions,
            numbers.join(",")
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}:", self.plan.seed)?;
        for failure in self.failures.iter().take(5) {
            writeln!(f, "  {failure}")?;
        }
        let events = self.plan.events.len();
        writeln!(f, "{events} of its {} events lead there:", self.events)?;
        for event in &self.plan.events {
            writeln!(f, "  {event}")?;
        }
        writeln!(
            f,
            "again: cargo run --release -p payments-tests --example merchant_year -- {}",
            self.arguments()
        )
    }
}

/// Plays the years of these seeds, on all processors, and returns the first that fails. `done` is
/// given each year that ends well.
pub fn search(
    seeds: std::ops::Range<u64>,
    size: Size,
    flaw: Flaw,
    done: impl Fn(u64, &Year) + Sync,
) -> Option<Failure> {
    let next = AtomicU64::new(seeds.start);
    let first_failed = AtomicU64::new(seeds.end);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first_failed.load(Ordering::Relaxed) {
                return;
            }
            let year = run(&Plan::draw(seed, size), flaw, None);
            if year.failures.is_empty() {
                done(seed, &year);
            } else {
                first_failed.fetch_min(seed, Ordering::Relaxed);
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    let seed = first_failed.into_inner();
    (seed < seeds.end).then(|| Failure::of(&Plan::draw(seed, size), flaw))
}
