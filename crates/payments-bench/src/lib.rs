//! What a call costs beside what its bytes cost.
//!
//! `cargo bench -p payments-bench` measures everything, `--bench NAME` one target, and `-- --write`
//! keeps the tables in the documentation of `payments-core`. A target whose budget is broken ends
//! with exit code 1; `--no-fail-fast` shows the others all the same.
//!
//! Two things that are compared are measured side by side in one run, in many short rounds that
//! take turns, and their ratio is the median of the rounds' ratios: what else the machine does
//! meets both alike.

pub mod calls;
mod load;
pub mod local;
pub mod ours;
pub mod peer;
mod pinning;
pub mod report;
pub mod rounds;
pub mod routes;
pub mod server;
pub mod stopwatch;
pub mod target;
pub mod valgrind;

/// Why something could not be measured.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
