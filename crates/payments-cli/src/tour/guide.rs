//! Takes the steps of the tour and records them.

use std::time::{Duration, Instant};

use payments_sim::Simulator;

use crate::view::TourStep;

/// A step of the tour.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) provider: &'static str,
    pub(crate) call: &'static str,
    /// The requests that arrived at the simulator meanwhile.
    pub(crate) requests: Vec<String>,
    /// The result, or what went wrong.
    pub(crate) result: Result<String, String>,
    pub(crate) took: Duration,
}

impl Step {
    pub(super) fn is_done(&self) -> bool {
        self.result.is_ok()
    }

    pub(super) fn view(self) -> TourStep {
        let is_done = self.is_done();
        let (Ok(result) | Err(result)) = self.result;
        TourStep {
            provider: self.provider.to_owned(),
            step: self.call.to_owned(),
            done: is_done,
            result,
            requests: self.requests,
            milliseconds: u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// The name of a step and of its provider.
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

    /// Takes a step. `judge` describes the result, or says why it is not the expected one;
    /// a step that failed returns nothing, and its journey ends there.
    pub(crate) async fn step<T, E: std::fmt::Display>(
        &mut self,
        title: Title,
        work: impl Future<Output = Result<T, E>>,
        judge: impl FnOnce(&T) -> Result<String, String>,
    ) -> Option<T> {
        let before = self.simulator.requests().len();
        let start = Instant::now();
        let outcome = work.await;
        let took = start.elapsed();
        let requests = self.simulator.requests().into_iter().skip(before);
        let (result, value) = match outcome {
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
