//! The cost of a call beside the cost of its bytes.
//!
//! `cargo bench -p payments-bench` measures everything, `--bench NAME` one target. A target with
//! budgets ends with exit code 1 when one is broken; `--no-fail-fast` runs the others all the same.
//! `-- --write` keeps the tables in `tests/measured`. `.ci/bench` installs what the targets need.
//!
//! gungraun counts instructions and allocations under valgrind, divan shows the time of the codecs.
//! Ratios of times have a separate harness, [`rounds`]: both libraries measure one side after the
//! other, and the speed of a shared machine changes in between. Rounds that alternate between the
//! two sides compare them under the same conditions.

pub mod calls;
pub mod codecs;
pub mod counted;
mod load;
pub mod local;
pub mod ours;
pub mod peer;
mod pinning;
pub mod report;
pub mod rounds;
pub mod routes;
pub mod safety;
pub mod server;
pub mod stopwatch;
pub mod target;

/// Why something could not be measured.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
