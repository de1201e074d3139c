//! How often a call asks for memory.

use std::process::ExitCode;

use payments_bench::calls::{Call, Caller, repeat};
use payments_bench::ours::Ours;
use payments_bench::peer::Peer;
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::server::{Server, runtime};
use payments_bench::{Problem, target};
use payments_kit::http::ClientConfig;
use tokio::runtime::Runtime;

/// More than the peer's, of one call.
const MOST_MORE: u64 = 10;
const CALLS: u64 = 1_000;
const IN_FLIGHT: [usize; 2] = [1, 64];

fn main() -> ExitCode {
    target::run(measure, target::no_work)
}

fn measure() -> Result<Table, Problem> {
    let server = Server::start()?;
    let runtime = runtime()?;
    let ours = Ours::new(server.base_url(), &ClientConfig::new())?;
    let peer = Peer::new(server.base_url())?;
    let mut table = Table::new("allocations", "Allocations");
    table.note(format!(
        "What the client's thread asks the allocator for, reallocations included, in each of \
         {CALLS} calls; the calls and what they stand beside are those of the whole calls."
    ));
    for call in Call::ALL {
        for in_flight in IN_FLIGHT {
            let mine = count(&runtime, &ours, call, in_flight)?;
            let others = count(&runtime, &peer, call, in_flight)?;
            let more = mine.saturating_sub(others);
            table.push(Row {
                figure: format!("{}, {in_flight} in flight", call.title()),
                ours: mine.to_string(),
                peer: others.to_string(),
                compared: format!("{more} more"),
                budget: format!("≤ {MOST_MORE} more"),
                verdict: Verdict::of(more <= MOST_MORE),
            });
        }
    }
    Ok(table)
}

/// Allocations of one call, on connections that stand.
fn count(
    runtime: &Runtime,
    caller: &impl Caller,
    call: Call,
    in_flight: usize,
) -> Result<u64, Problem> {
    let work = |times| runtime.block_on(repeat(caller, call, times, in_flight));
    work(CALLS)?;
    let mut done = Ok(());
    let counted = allocation_counter::measure(|| done = work(CALLS));
    done.map(|()| counted.count_total.div_ceil(CALLS))
}
