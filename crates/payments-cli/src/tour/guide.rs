//! Takes a step, watches what it did, and remembers it.

use std::time::{Duration, Instant};

use payments_sim::Simulator;

/// One step of the tour, taken.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) provider: &'static str,
    pub(crate) call: &'static str,
    /// The requests that arrived at the simulator meanwhile.
    pub(crate) requests: Vec<String>,
    /// What came back, or what went wrong.
    pub(crate) result: Result<String, String>,
    pub(crate) took: Duration,
}

impl Step {
    pub(crate) fn is_done(&self) -> bool {
        self.result.is_ok()
    }
}

/// What a step is called, and where.
#[derive(Clone, Copy)]
pub(crate) struct Title {
    pub(crate) provider: &'static str,
    pub(crate) call: &'static str,
}

pub(crate) struct Guide<'a> {
    simulator: &'a Simulator,
    steps: Vec<Step>,
}

impl<'a> Guide<'a> {
    pub(crate) fn new(simulator: &'a Simulator) -> Self {
        Self {
            simulator,
            steps: Vec::new(),
        }
    }

    pub(crate) fn simulator(&self) -> &'a Simulator {
        self.simulator
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Takes a step. `judge` says what came back, or why it is not what should have come back;
    /// a step that failed answers nothing, and its journey ends there.
    pub(crate) async fn step<T, E: std::fmt::Display>(
        &mut self,
        title: Title,
        work: impl Future<Output = Result<T, E>>,
        judge: impl FnOnce(&T) -> Result<String, String>,
    ) -> Option<T> {
        let before = self.simulator.requests().len();
        let start = Instant::now();
        let answer = work.await;
        let took = start.elapsed();
        let requests = self.simulator.requests().into_iter().skip(before);
        let (result, value) = match answer {
            Ok(value) => (judge(&value), Some(value)),
            Err(error) => (Err(error.to_string()), None),
        };
        let value = value.filter(|_| result.is_ok());
        self.steps.push(Step {
            provider: title.provider,
            call: title.call,
            requests: requests
                .map(|request| {
                    format!(
                        "{} {} {}",
                        request.method,
                        request.path,
                        request.status.as_u16()
                    )
                })
                .collect(),
            result,
            took,
        });
        value
    }
}
