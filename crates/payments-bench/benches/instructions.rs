//! Instructions and allocations, by valgrind: calls, codecs, and the parts that exist for safety.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark of gungraun fails by a panic"
)]
#![allow(missing_docs, reason = "gungraun's macros generate public items")]

use std::hint::black_box;
use std::process::ExitCode;

use gungraun::{Dhat, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
use payments_bench::calls::{Call, Caller, repeat};
use payments_bench::codecs::CASES;
use payments_bench::counted::{self, CALLS, TIMES, calls};
use payments_bench::ours::Ours;
use payments_bench::peer::Peer;
use payments_bench::safety::Part;
use payments_bench::server::{in_thread, runtime};
use payments_bench::{Problem, target};
use payments_kit::http::ClientConfig;
use tokio::runtime::Runtime;

/// A client with open connections and a token.
struct Ready<Client> {
    client: Client,
    runtime: Runtime,
    call: Call,
    in_flight: usize,
}

impl<Client: Caller> Ready<Client> {
    fn new(index: usize, connect: fn(&str) -> Result<Client, Problem>) -> Self {
        let (call, in_flight) = calls().nth(index).expect("a call");
        let ready = Self {
            client: connect(&in_thread().expect("a server")).expect("a client"),
            runtime: runtime().expect("a runtime"),
            call,
            in_flight,
        };
        ready.make(2 * CALLS);
        ready
    }

    fn make(&self, times: u64) {
        let calls = repeat(&self.client, self.call, times, self.in_flight);
        self.runtime.block_on(calls).expect("calls that succeed");
    }
}

fn ours(index: usize) -> Ready<Ours> {
    Ready::new(index, |base_url| Ours::new(base_url, &ClientConfig::new()))
}

fn by_hand(index: usize) -> Ready<Peer> {
    Ready::new(index, Peer::new)
}

#[library_benchmark]
#[benches::calls(iter = 0..calls().count(), setup = ours)]
fn calls_ours(ready: Ready<Ours>) -> Ready<Ours> {
    ready.make(CALLS);
    ready
}

#[library_benchmark]
#[benches::calls(iter = 0..calls().count(), setup = by_hand)]
fn calls_by_hand(ready: Ready<Peer>) -> Ready<Peer> {
    ready.make(CALLS);
    ready
}

type Work = Box<dyn Fn()>;

fn codec_ours(index: usize) -> Work {
    let case = CASES[index];
    let body = (case.body)().expect("a body");
    Box::new(move || (case.ours)(black_box(&body)).expect("a codec that succeeds"))
}

fn codec_by_hand(index: usize) -> Work {
    let case = CASES[index];
    let body = (case.body)().expect("a body");
    Box::new(move || (case.by_hand)(black_box(&body)).expect("a codec that succeeds"))
}

fn part(index: usize) -> Work {
    Part::ALL[index].work().expect("a part")
}

fn many(work: &Work) {
    for _ in 0..TIMES {
        work();
    }
}

#[library_benchmark]
#[benches::codecs(iter = 0..CASES.len(), setup = codec_ours)]
fn codecs_ours(work: Work) -> Work {
    many(&work);
    work
}

#[library_benchmark]
#[benches::codecs(iter = 0..CASES.len(), setup = codec_by_hand)]
fn codecs_by_hand(work: Work) -> Work {
    many(&work);
    work
}

#[library_benchmark]
#[benches::parts(iter = 0..Part::ALL.len(), setup = part)]
fn parts(work: Work) -> Work {
    many(&work);
    work
}

library_benchmark_group!(
    name = all;
    benchmarks = calls_ours, calls_by_hand, codecs_ours, codecs_by_hand, parts
);

mod harness {
    use super::*;

    main!(
        // Allocations deep in a call belong to it, too.
        config = LibraryBenchmarkConfig::default().tool(Dhat::with_args(["--num-callers=200"]));
        library_benchmark_groups = all
    );

    pub(super) fn run() {
        main();
    }
}

fn main() -> ExitCode {
    if counted::is_run_by_harness() {
        harness::run();
        return ExitCode::SUCCESS;
    }
    target::run(counted::measure)
}
