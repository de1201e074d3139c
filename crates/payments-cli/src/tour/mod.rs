//! `payments tour`: drives both providers against the simulator, step by step.

mod mpandco;
mod pagofacil;

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use comfy_table::{Attribute, Cell, CellAlignment, Color};
use payments_sim::Simulator;

use crate::exit::{Ending, Failure};
use crate::output::empty_table;

pub(crate) async fn run() -> Result<Ending, Failure> {
    let simulator = Simulator::start().await?;
    let mut guide = Guide::new(&simulator);
    mpandco::journey(&mut guide).await;
    pagofacil::journeys(&mut guide).await;
    let steps = guide.into_steps();
    let failed = steps.iter().filter(|step| !step.is_done()).count();

    let mut out = io::stdout().lock();
    let is_terminal = out.is_terminal();
    writeln!(out, "{}", render(&steps, is_terminal))?;
    if failed == 0 {
        writeln!(
            out,
            "All {} steps did what they should. Nothing moved but simulated money.",
            steps.len()
        )?;
        Ok(Ending::Done)
    } else {
        writeln!(out, "{failed} of {} steps failed.", steps.len())?;
        Ok(Ending::Failed)
    }
}

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

fn render(steps: &[Step], is_terminal: bool) -> String {
    let mut table = empty_table(is_terminal);
    let titles = ["Provider", "Step", "Requests", "Result", "Took"];
    table.set_header(titles.map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    for step in steps {
        let (result, color) = match &step.result {
            Ok(result) => (format!("✓ {result}"), Color::Green),
            Err(error) => (format!("✗ {error}"), Color::Red),
        };
        table.add_row([
            Cell::new(step.provider),
            Cell::new(step.call),
            Cell::new(step.requests.join("\n")),
            Cell::new(result).fg(color),
            Cell::new(format!("{:.1?}", step.took)).set_alignment(CellAlignment::Right),
        ]);
    }
    table.to_string()
}
