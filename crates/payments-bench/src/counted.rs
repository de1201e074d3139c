//! Counts that gungraun takes under valgrind, compared with budgets.
//!
//! gungraun compares a count with the one of an earlier run. The budgets here are ratios of two
//! counts of one run, so they are computed from the summaries that it saves.
//!
//! Where the rest goes, by callgrind's inclusive counts of a charge by JSON-RPC, which takes about
//! 212,000 instructions beside 136,000 by hand: every text that is kept is searched for the 18 values
//! of the request (28,000) and the body for the long ones (4,500); the response is compared with the
//! request (8,500) and the request checked (7,600); the values of the request are listed while it is
//! written (10,000 in encoding); the members that no hand-written struct has, and all values of those
//! that come twice, are read (8,000 in decoding). Getting a payment takes 158,000 beside 123,000:
//! 20,000 of them convert every amount, time, item and link of it, 6,000 are more in decoding, and
//! 3,000 copy the parts of a request that may have to be sent again.
//!
//! A span, a copy of a body and a future in a box are rows. None of them is worth removing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Problem;
use crate::calls::{Call, IN_FLIGHT};
use crate::codecs::CASES;
use crate::report::{Row, Table, Verdict};
use crate::rounds::{decimal, per_mille};
use crate::safety::Part;

/// Calls in one benchmark.
pub const CALLS: u64 = 100;
/// Codecs, or parts of a call, in one benchmark.
pub const TIMES: u64 = 20;

/// Of the instructions of the hand-written call.
const MOST_INSTRUCTIONS: u64 = 1100;
/// Allocations more than the hand-written call.
const MOST_ALLOCATIONS: u64 = 10;

/// Set for the process in which gungraun runs the benchmarks.
const IN_HARNESS: &str = "PAYMENTS_BENCH_IN_HARNESS";

/// Whether this process is one of gungraun's, and not the one that compares the counts. The
/// runner passes this argument, and no environment.
pub fn is_run_by_harness() -> bool {
    std::env::var_os(IN_HARNESS).is_some()
        || std::env::args().nth(1).as_deref() == Some("--gungraun-run")
}

/// Every call, with each number of calls in flight.
pub fn calls() -> impl Iterator<Item = (Call, usize)> {
    let mut calls = Vec::new();
    for call in Call::ALL {
        calls.extend(IN_FLIGHT.map(|in_flight| (call, in_flight)));
    }
    calls.into_iter()
}

/// Runs the benchmarks of this target, and compares their counts.
///
/// # Errors
///
/// When valgrind or gungraun's runner is not installed, or a benchmark fails.
pub fn measure() -> Result<Table, Problem> {
    let summaries = Summaries::emptied()?;
    let status = Command::new(std::env::current_exe()?)
        .args(["--bench", "--save-summary=json"])
        .env(IN_HARNESS, "1")
        .status()?;
    if !status.success() {
        return Err("the benchmarks failed. .ci/bench installs what they need".into());
    }
    let mut table = Table::new("instructions", "Instructions and allocations").on_any_machine();
    table.note(format!(
        "What one call takes in the client's thread, of {CALLS} on open connections, and what \
         decoding or encoding one body takes, of {TIMES}: instructions by callgrind, allocations \
         by DHAT, both run by gungraun. Beside: the same by hand, with reqwest, serde_json and \
         url. XML is compared with one pass of quick-xml's reader, which fills no struct. The \
         parts of a call that exist for safety are listed alone. Spans can be switched off, the \
         others cannot."
    ));
    for (index, (call, in_flight)) in calls().enumerate() {
        let count = |side: &str, of: Count| {
            let name = format!("calls_{side}.calls_{index}");
            Ok::<_, Problem>(summaries.count(&name, of)? / CALLS)
        };
        let title = format!("{}, {in_flight} in flight", call.title());
        table.push(ratio(
            &title,
            count("ours", Count::Instructions)?,
            count("by_hand", Count::Instructions)?,
            MOST_INSTRUCTIONS,
        ));
        let ours = count("ours", Count::Allocations)?;
        let by_hand = count("by_hand", Count::Allocations)?;
        let more = ours.saturating_sub(by_hand);
        table.push(Row {
            figure: format!("{title}: allocations"),
            ours: ours.to_string(),
            peer: by_hand.to_string(),
            compared: format!("{more} more"),
            budget: format!("≤ {MOST_ALLOCATIONS} more"),
            verdict: Verdict::of(more <= MOST_ALLOCATIONS),
        });
    }
    for (index, case) in CASES.iter().enumerate() {
        let count = |side: &str| {
            let name = format!("codecs_{side}.codecs_{index}");
            Ok::<_, Problem>(summaries.count(&name, Count::Instructions)? / TIMES)
        };
        let (ours, by_hand) = (count("ours")?, count("by_hand")?);
        table.push(ratio(case.name, ours, by_hand, case.budget));
    }
    for (index, part) in Part::ALL.into_iter().enumerate() {
        let name = format!("parts.parts_{index}");
        let count = summaries.count(&name, Count::Instructions)? / TIMES;
        table.push(Row {
            figure: format!("{}: instructions", part.title()),
            ours: count.to_string(),
            peer: String::new(),
            compared: String::new(),
            budget: String::new(),
            verdict: Verdict::Shown,
        });
    }
    Ok(table)
}

fn ratio(title: &str, ours: u64, by_hand: u64, budget: u64) -> Row {
    let ratio = per_mille(ours, by_hand);
    Row {
        figure: format!("{title}: instructions"),
        ours: ours.to_string(),
        peer: by_hand.to_string(),
        compared: decimal(ratio),
        budget: format!("≤ {}", decimal(budget)),
        verdict: Verdict::of(ratio <= budget),
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
enum Count {
    Instructions,
    Allocations,
}

impl Count {
    /// The tool and its metric in a summary.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Instructions => ("Callgrind", "Ir"),
            Self::Allocations => ("DHAT", "TotalBlocks"),
        }
    }
}

/// The folder of the summaries.
struct Summaries(PathBuf);

impl Summaries {
    /// Without those of an earlier run. The folder is below the target folder, as this program is.
    fn emptied() -> Result<Self, Problem> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(3).ok_or("no target folder")?;
        let folder = target.join("gungraun/payments-bench/instructions/harness/all");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(Self(folder))
    }

    fn count(&self, benchmark: &str, of: Count) -> Result<u64, Problem> {
        let file = self.0.join(benchmark).join("summary.json");
        read(&file, of).map_err(|problem| format!("{}: {problem}", file.display()).into())
    }
}

fn read(file: &Path, of: Count) -> Result<u64, Problem> {
    let summary: Value = serde_json::from_slice(&fs::read(file)?)?;
    let (tool, metric) = of.names();
    let profiles = summary.get("profiles").and_then(Value::as_array);
    let profile = profiles
        .into_iter()
        .flatten()
        .find(|profile| profile.get("tool").and_then(Value::as_str) == Some(tool))
        .ok_or_else(|| format!("no profile of {tool}"))?;
    let pointer = format!("/data/total/metrics/{metric}/values/new");
    let count = profile.pointer(&pointer).and_then(Value::as_u64);
    count.ok_or_else(|| format!("no {metric}").into())
}
