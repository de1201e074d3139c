//! The client on one core, the server on another.

use std::process::Command;
use std::thread::available_parallelism;

/// Keeps this process on its first core, and returns whether it could.
pub(crate) fn client() -> bool {
    pin(0)
}

/// Keeps this process on its last core, and returns whether it could.
pub(crate) fn server() -> bool {
    pin(available_parallelism().map_or(0, |cores| usize::from(cores) - 1))
}

fn pin(core: usize) -> bool {
    let (core, process) = (core.to_string(), std::process::id().to_string());
    let pinned = Command::new("taskset")
        .args(["-cp", &core, &process])
        .output();
    pinned.is_ok_and(|pinned| pinned.status.success())
}
