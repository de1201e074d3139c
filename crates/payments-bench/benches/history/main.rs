//! Long listings as streams: linear time, and one page in memory.

mod pages;

use std::process::ExitCode;

use futures_util::TryStreamExt;
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, each, per_mille, side_by_side};
use payments_bench::server::runtime;
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, target};
use payments_core::PaymentProviderExt;
use provider_pagofacil::TransactionFilter;
use tokio::runtime::Runtime;

const SHORT: u64 = 1_000;
const LONG: u64 = 10_000;
const ENTRIES: u64 = 10;
const ROUNDS: usize = 5;
/// Of the time of the short listing, for ten times its pages.
const MOST_TIME: u64 = 11_000;
/// Of the memory of the short listing.
const MOST_MEMORY: u64 = 1_010;

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    let runtime = runtime()?;
    let mut table = Table::new("history", "Long listings");
    table.note(format!(
        "Streams over {LONG} pages beside {SHORT}, {ENTRIES} entries each, with the service inside the \
         process, in time of the processor: {ROUNDS} rounds in turns, the median of the rounds' ratios, in brackets their \
         middle half. Memory: the most that the process held at one time."
    ));
    let payments = |pages| read_payments(&runtime, pages);
    show(&mut table, "mPandco, payments", payments)?;
    let transactions = |pages| read_transactions(&runtime, pages);
    show(&mut table, "PagoFácil, transactions", transactions)?;
    Ok(table)
}

fn show(
    table: &mut Table,
    listing: &str,
    read: impl Fn(u64) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let compared = side_by_side(Stopwatch::Processor, ROUNDS, || read(LONG), || read(SHORT))?;
    let mut row = compared.time_row(
        format!("{listing}: time for {LONG} pages beside {SHORT}"),
        1,
        MOST_TIME,
    );
    row.ours = format!("{} a page", each(compared.ours, LONG));
    row.peer = format!("{} a page", each(compared.peer, SHORT));
    table.push(row);

    let peak = |pages| {
        let mut done = Ok(());
        let counted = allocation_counter::measure(|| done = read(pages));
        done.map(|()| counted.bytes_max)
    };
    let (long, short) = (peak(LONG)?, peak(SHORT)?);
    let ratio = per_mille(long, short);
    table.push(Row {
        figure: format!("{listing}: memory for {LONG} pages beside {SHORT}"),
        ours: format!("{long} bytes"),
        peer: format!("{short} bytes"),
        compared: decimal(ratio),
        budget: format!("≤ {}", decimal(MOST_MEMORY)),
        verdict: Verdict::of(ratio <= MOST_MEMORY),
    });
    Ok(())
}

fn read_payments(runtime: &Runtime, pages: u64) -> Result<(), Problem> {
    let client = pages::payments(pages, ENTRIES)?;
    let read = runtime.block_on(
        client
            .payments()
            .try_fold(0, |read, _| async move { Ok(read + 1) }),
    )?;
    all_of(pages, read)
}

fn read_transactions(runtime: &Runtime, pages: u64) -> Result<(), Problem> {
    let client = pages::transactions(pages, ENTRIES)?;
    let stream = client.transactions(TransactionFilter::new());
    let read = runtime.block_on(stream.try_fold(0, |read, _| async move { Ok(read + 1) }))?;
    all_of(pages, read)
}

fn all_of(pages: u64, read: u64) -> Result<(), Problem> {
    if read == pages * ENTRIES {
        Ok(())
    } else {
        Err(format!("{read} entries on {pages} pages").into())
    }
}
