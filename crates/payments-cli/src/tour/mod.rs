//! `payments tour`: drives both providers against the simulator, step by step.

mod mpandco;
mod pagofacil;

use std::fmt::Write;
use std::time::{Duration, Instant};

use payments_sim::Simulator;

use crate::exit::{Ending, Failure, fold};
use crate::output::Output;
use crate::view::{Tour, TourStep, View};

pub(crate) async fn run(output: Output) -> Result<Ending, Failure> {
    let simulator = Simulator::start().await?;
    let mut guide = Guide::new(&simulator);
    mpandco::journey(&mut guide).await;
    pagofacil::journeys(&mut guide).await;
    let steps = guide.into_steps();
    let is_done = steps.iter().all(Step::is_done);
    let text = render(&steps);
    let steps = steps.into_iter().map(Step::view).collect();
    let printed = output.print(&View::Tour(Tour { steps, text }))?;
    Ok(match is_done {
        true => printed,
        false => Ending::Failed,
    })
}

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
    fn is_done(&self) -> bool {
        self.result.is_ok()
    }

    fn view(self) -> TourStep {
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

/// Renders the steps below a line for each provider, and the requests below each step.
fn render(steps: &[Step]) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = write_steps(&mut text, steps);
    let failed = steps.iter().filter(|step| !step.is_done()).count();
    let total = steps.len();
    text.push_str(&match failed {
        0 => format!("\nAll {total} steps did what they should. No real money moved."),
        _ => format!("\n{failed} of {total} steps failed."),
    });
    text
}

fn write_steps(text: &mut String, steps: &[Step]) -> std::fmt::Result {
    let mut provider = "";
    for step in steps {
        if step.provider != provider {
            let gap = if provider.is_empty() { "" } else { "\n" };
            writeln!(text, "{gap}{}", step.provider)?;
            provider = step.provider;
        }
        let (mark, result) = match &step.result {
            Ok(result) => ('✓', result),
            Err(error) => ('✗', error),
        };
        let result = format!("{result}  ({:.1?})", step.took);
        let result = fold(&result, 100 - 29).join(&format!("\n{:29}", ""));
        writeln!(text, "  {mark} {:23}  {result}", step.call)?;
        for request in &step.requests {
            writeln!(text, "      {request}")?;
        }
    }
    Ok(())
}
