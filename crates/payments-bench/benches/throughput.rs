//! Whole calls against a local server: ours beside hand-written reqwest and serde.

use std::process::ExitCode;

use payments_bench::calls::{Call, Caller, repeat};
use payments_bench::ours::Ours;
use payments_bench::peer::Peer;
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, per_mille, side_by_side};
use payments_bench::server::{Server, runtime, watched};
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, target, valgrind};
use payments_kit::http::ClientConfig;

/// Of the peer's calls per second.
const LEAST_THROUGHPUT: u64 = 970;
/// Of the peer's instructions.
const MOST_INSTRUCTIONS: u64 = 1100;

const ROUNDS: usize = 201;
const IN_FLIGHT: [usize; 2] = [1, 64];
/// In one round of one side.
const CALLS: u64 = 128;
/// In the shorter of two runs under valgrind.
const COUNTED: u64 = 300;

fn main() -> ExitCode {
    target::run(measure, work)
}

fn measure() -> Result<Table, Problem> {
    both_send_the_same()?;
    let server = Server::start()?;
    let runtime = runtime()?;
    let ours = Ours::new(server.base_url(), &ClientConfig::new())?;
    let peer = Peer::new(server.base_url())?;

    let mut table = Table::new("call_overhead", "Whole calls");
    table.note(format!(
        "Beside: reqwest with the same settings, and serde into equal structs, with exact amounts, \
         times and URLs, written by hand. Both send the same bytes, which is checked before. \
         Against a server with canned answers over loopback: {}. Throughput: {ROUNDS} rounds of \
         {CALLS} calls each in turns, the median of the rounds' ratios, in brackets their middle \
         half. Instructions: by callgrind, what one more call takes in the client's process.",
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
            let figure = format!("{}, {in_flight} in flight: throughput", call.title());
            table.push(compared.throughput_row(figure, CALLS, LEAST_THROUGHPUT));
        }
    }
    for call in Call::ALL {
        for in_flight in IN_FLIGHT {
            table.push(instructions(call, in_flight, server.base_url())?);
        }
    }
    Ok(table)
}

fn instructions(call: Call, in_flight: usize, base_url: &str) -> Result<Row, Problem> {
    let of = |side: &str| {
        let work = format!("{side} {} {in_flight}", call.name());
        valgrind::instructions(&work, COUNTED, base_url)
    };
    let (ours, peer) = (of("ours")?, of("peer")?);
    let ratio = per_mille(ours, peer);
    Ok(Row {
        figure: format!("{}, {in_flight} in flight: instructions", call.title()),
        ours: ours.to_string(),
        peer: peer.to_string(),
        compared: decimal(ratio),
        budget: format!("≤ {}", decimal(MOST_INSTRUCTIONS)),
        verdict: Verdict::of(ratio <= MOST_INSTRUCTIONS),
    })
}

/// Some calls in a process of their own.
fn work(name: &str, times: u64, base_url: &str) -> Result<(), Problem> {
    let words: Vec<&str> = name.split(' ').collect();
    let [side, call, in_flight] = words.as_slice() else {
        return Err("no such work".into());
    };
    let call = Call::ALL.into_iter().find(|known| known.name() == *call);
    let (call, in_flight) = (call.ok_or("no such call")?, in_flight.parse()?);
    let runtime = runtime()?;
    if *side == "ours" {
        let ours = Ours::new(base_url, &ClientConfig::new())?;
        runtime.block_on(repeat(&ours, call, times, in_flight))
    } else {
        let peer = Peer::new(base_url)?;
        runtime.block_on(repeat(&peer, call, times, in_flight))
    }
}

/// Both sides must ask for the same: method, path, headers and body.
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
            let name = call.name();
            return Err(format!("{name}: the two send {ours:#?} and {peer:#?}").into());
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
    let (head, body) = request.split_once("\r\n\r\n").ok_or("no whole request")?;
    let mut head: Vec<String> = head.lines().map(str::to_owned).collect();
    head.sort();
    Ok((head, body.to_owned()))
}
