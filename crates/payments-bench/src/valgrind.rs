//! Instructions, which do not depend on the machine's mood.

use std::process::Command;

use crate::Problem;

/// How many instructions one more of the target's work takes: the difference between a process
/// that does it `times` and one that does it three times as often, by callgrind.
///
/// # Errors
///
/// When valgrind is not there, or the work fails.
pub fn instructions(name: &str, times: u64, address: &str) -> Result<u64, Problem> {
    let few = counted(name, times, address)?;
    let many = counted(name, 3 * times, address)?;
    Ok(many.saturating_sub(few) / (2 * times).max(1))
}

fn counted(name: &str, times: u64, address: &str) -> Result<u64, Problem> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["--do", name, &times.to_string(), address])
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    if !run.status.success() {
        return Err(format!("{name} under valgrind: {said}").into());
    }
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    let (_, count) = collected.ok_or("valgrind counted nothing")?;
    Ok(count.trim().parse()?)
}
