//! What a bench target does when it is run.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread::available_parallelism;

use crate::Problem;
use crate::load::Load;
use crate::report::Table;
use crate::server;

/// Something that a target does a number of times in a process of its own, to be counted there.
pub type Work = fn(name: &str, times: u64, address: &str) -> Result<(), Problem>;

/// Runs a target: measures and shows its table, or, in a process that a measurement started,
/// serves its answers or does its `work`.
pub fn run(measure: fn() -> Result<Table, Problem>, work: Work) -> ExitCode {
    match done(measure, work) {
        Ok(code) => code,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "cannot be measured: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn done(measure: fn() -> Result<Table, Problem>, work: Work) -> Result<ExitCode, Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--serve"] => server::serve_for_ever()?,
        ["--do", name, times, address] => work(name, times.parse()?, address)?,
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
                load.check()?;
                table.write(cores)?;
            }
            if table.is_broken() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The work of a target that starts no process.
///
/// # Errors
///
/// Always.
pub fn no_work(name: &str, _times: u64, _address: &str) -> Result<(), Problem> {
    Err(format!("this target does no {name}").into())
}
