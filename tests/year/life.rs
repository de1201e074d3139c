//! The life of a process: its clock, its randomness, and the points at which it can die.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use fastrand::Rng;
use payments_core::{Clock, Randomness};
use time::OffsetDateTime;

use super::plan::StepFault;
use super::stage::Stage;

/// The database cannot be reached.
#[derive(Debug)]
pub(super) struct Unavailable;

/// One life of a process. When it is over, whatever it waits for never comes.
pub(super) struct Life {
    pub(super) stage: Arc<Stage>,
    pub(super) machine: usize,
    dead: AtomicBool,
    random: Mutex<Rng>,
}

impl Life {
    pub(super) fn new(stage: &Arc<Stage>, machine: usize, number: u64) -> Arc<Self> {
        let seed = stage.seed ^ (number << 8) ^ ((machine as u64 + 1) << 56);
        Arc::new(Self {
            stage: Arc::clone(stage),
            machine,
            dead: AtomicBool::new(false),
            random: Mutex::new(Rng::with_seed(seed)),
        })
    }

    pub(super) fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    /// Returns while the process lives.
    async fn alive(&self) {
        if self.dead.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }

    pub(super) fn pause(&self, at_most: u64) -> Duration {
        Duration::from_millis(self.random.lock().unwrap().u64(0..=at_most))
    }

    /// Passes a point at which other work goes on, and at which the process may die.
    pub(super) async fn breathe(&self) {
        tokio::time::sleep(self.pause(3)).await;
        self.alive().await;
        if self.stage.dies_here(self.machine) {
            self.stage.kill(self.machine);
            self.alive().await;
        }
    }

    /// Waits.
    pub(super) async fn wait(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
        self.alive().await;
    }

    /// Makes one step of the database.
    pub(super) async fn step<T>(&self, step: impl FnOnce() -> T) -> Result<T, Unavailable> {
        self.breathe().await;
        let fault = self.stage.step_fault(self.machine);
        if fault == Some(StepFault::Fails) {
            self.note("the database fails");
            return Err(Unavailable);
        }
        let done = step();
        self.breathe().await;
        if fault == Some(StepFault::LosesConfirmation) {
            self.note("the database loses a confirmation");
            return Err(Unavailable);
        }
        Ok(done)
    }

    pub(super) fn note(&self, line: impl AsRef<str>) {
        let machine = self.machine;
        self.stage
            .note(format!("machine {machine}: {}", line.as_ref()));
    }
}

impl fmt::Debug for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life")
            .field("machine", &self.machine)
            .finish_non_exhaustive()
    }
}

/// The clock and the randomness of a life.
#[derive(Clone, Debug)]
pub(super) struct OfLife(pub(super) Arc<Life>);

#[async_trait]
impl Clock for OfLife {
    fn now(&self) -> OffsetDateTime {
        self.0.stage.time_on(self.0.machine)
    }

    async fn sleep(&self, duration: Duration) {
        self.0.wait(duration).await;
    }
}

impl Randomness for OfLife {
    fn next(&self) -> u64 {
        self.0.random.lock().unwrap().u64(..)
    }
}
