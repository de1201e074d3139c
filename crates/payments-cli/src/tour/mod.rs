//! `payments tour`: drives both providers against the simulator, step by step.

mod guide;
mod mpandco;
mod pagofacil;

use std::fmt::Write;

use payments_sim::Simulator;

use crate::exit::{Ending, Failure, fold};
use crate::output::Output;
use crate::view::{Tour, View};

use guide::{Guide, Step};

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
