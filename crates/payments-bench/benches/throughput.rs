//! Calls against a local server: ours beside hand-written reqwest and serde.

use std::process::ExitCode;

use payments_bench::calls::{Call, Caller, IN_FLIGHT, repeat};
use payments_bench::ours::Ours;
use payments_bench::peer::Peer;
use payments_bench::report::Table;
use payments_bench::rounds::side_by_side;
use payments_bench::server::{Server, runtime, watched};
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, target};
use payments_kit::http::ClientConfig;

/// Of the peer's calls per second.
const LEAST_THROUGHPUT: u64 = 970;

const ROUNDS: usize = 201;
/// In one round of one side.
const CALLS: u64 = 128;

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    both_send_the_same()?;
    let server = Server::start()?;
    let runtime = runtime()?;
    let ours = Ours::new(server.base_url(), &ClientConfig::new())?;
    let peer = Peer::new(server.base_url())?;

    let mut table = Table::new("throughput", "Throughput of calls");
    table.note(format!(
        "Beside: reqwest with the same settings, and serde into equal structs, with exact amounts, \
         times and URLs, written by hand. Both send the same bytes, which is checked before. \
         Against a server with canned responses over loopback: {}. {ROUNDS} rounds of \
         {CALLS} calls each in turns, the median of the rounds' ratios, in brackets their middle \
         half.",
        server.placement()
    ));
    for call in Call::ALL {
        for in_flight in IN_FLIGHT {
            let compared = side_by_side(
                Stopwatch::Wall,
                ROUNDS,
                || runtime.block_on(repeat(&ours, call, CALLS, in_flight)),
                || runtime.block_on(repeat(&peer, call, CALLS, in_flight)),
            )?;
            let figure = format!("{}, {in_flight} in flight", call.title());
            table.push(compared.throughput_row(figure, CALLS, LEAST_THROUGHPUT));
        }
    }
    Ok(table)
}

/// Both sides must send the same method, path, headers and body.
fn both_send_the_same() -> Result<(), Problem> {
    for call in Call::ALL {
        let ours = sent(async |base_url: String| {
            let ours = Ours::new(&base_url, &ClientConfig::new())?;
            ours.call(call).await
        })?;
        let peer = sent(async |base_url: String| {
            let peer = Peer::new(&base_url)?;
            peer.call(call).await
        })?;
        if ours != peer {
            let title = call.title();
            return Err(format!("{title}: the two send {ours:#?} and {peer:#?}").into());
        }
    }
    Ok(())
}

/// The last request that was sent, its headers sorted, without the port.
fn sent(
    work: impl AsyncFnOnce(String) -> Result<(), Problem>,
) -> Result<(Vec<String>, String), Problem> {
    let (base_url, requests) = watched(async |base_url: String| {
        work(base_url.clone()).await?;
        Ok(base_url)
    })?;
    let request = String::from_utf8(requests.last().ok_or("nothing was sent")?.clone())?;
    let address = base_url.trim_start_matches("http://").trim_end_matches('/');
    let request = request.replace(address, "service");
    let (head, body) = request
        .split_once("\r\n\r\n")
        .ok_or("an incomplete request")?;
    let mut head: Vec<String> = head.lines().map(str::to_owned).collect();
    head.sort();
    Ok((head, body.to_owned()))
}
