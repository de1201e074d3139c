//! The main function of a target.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread::available_parallelism;

use crate::Problem;
use crate::load::Load;
use crate::report::Table;
use crate::server;

/// Runs a target: measures and prints its table, or, in a process that a measurement started,
/// serves the canned responses.
pub fn run(measure: fn() -> Result<Table, Problem>) -> ExitCode {
    match done(measure) {
        Ok(code) => code,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "cannot be measured: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn done(measure: fn() -> Result<Table, Problem>) -> Result<ExitCode, Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--serve"] => server::serve()?,
        _ => {
            // Before anything is pinned to one of them.
            let cores = available_parallelism().map_or(1, usize::from);
            let is_written = arguments.contains(&"--write");
            let load = if is_written {
                Some(Load::start()?)
            } else {
                None
            };
            let table = measure()?;
            table.print()?;
            if let Some(load) = load {
                if table.needs_idle_machine() {
                    load.check()?;
                }
                table.write(cores)?;
            }
            if table.is_broken() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
