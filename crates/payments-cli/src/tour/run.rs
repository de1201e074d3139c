//! The way of the tour.

use std::io::{self, IsTerminal, Write};

use payments_sim::Simulator;

use super::guide::Guide;
use super::{mpandco, pagofacil, table};
use crate::exit::Ending;
use crate::failure::Failure;

pub(crate) async fn run() -> Result<Ending, Failure> {
    let simulator = Simulator::start().await?;
    let mut guide = Guide::new(&simulator);
    mpandco::journey(&mut guide).await;
    pagofacil::journeys(&mut guide).await;
    let steps = guide.into_steps();
    let failed = steps.iter().filter(|step| !step.is_done()).count();

    let mut out = io::stdout().lock();
    let is_terminal = out.is_terminal();
    writeln!(out, "{}", table::render(&steps, is_terminal))?;
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
