//! A hundred thousand payouts, many at a time.

use std::cell::RefCell;
use std::process::ExitCode;

use futures_util::StreamExt;
use futures_util::future::try_join_all;
use payments_bench::local::Local;
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, per_mille, side_by_side};
use payments_bench::server::{Server, runtime};
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, ours, routes, target};
use payments_core::{Currency, Money, PayoutProvider, PayoutProviderExt, PayoutRequest};
use payments_kit::http::ClientConfig;
use provider_mpandco::Mpandco;

const ROWS: u64 = 100_000;
const FEW_ROWS: u64 = 10_000;
const IN_FLIGHT: usize = 64;
/// All of them share the rows.
const ROUNDS: usize = 25;
/// Of the calls per second of the bare call.
const LEAST_THROUGHPUT: u64 = 950;
/// Of the memory of a tenth of the rows.
const MOST_MEMORY: u64 = 1_050;

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    let server = Server::start()?;
    let runtime = runtime()?;
    let client = ours::mpandco(server.base_url(), ClientConfig::new())?;
    let rows_of_a_round = ROWS / u64::try_from(ROUNDS)?;

    let mut table = Table::new("batches", "Batches of payouts");
    table.note(format!(
        "mPandco, `send_payouts` with {IN_FLIGHT} in flight beside {IN_FLIGHT} loops of the bare \
         `send_payout`, {ROWS} rows each in {ROUNDS} rounds in turns, against a server with a \
         canned response over loopback: {}. The median of the rounds' ratios, in brackets their \
         middle half. Memory: the most that the process held at one time, with the service inside it.",
        server.placement()
    ));
    let compared = side_by_side(
        Stopwatch::Wall,
        ROUNDS,
        || runtime.block_on(batch(&client, rows_of_a_round)),
        || runtime.block_on(bare(&client, rows_of_a_round)),
    )?;
    let figure = "throughput of a batch";
    table.push(compared.throughput_row(figure, rows_of_a_round, LEAST_THROUGHPUT));

    let client = local()?;
    let peak = |rows| {
        let mut done = Ok(());
        let counted = allocation_counter::measure(|| {
            done = runtime.block_on(batch(&client, rows));
        });
        done.map(|()| counted.bytes_max)
    };
    let (many, few) = (peak(ROWS)?, peak(FEW_ROWS)?);
    let ratio = per_mille(many, few);
    table.push(Row {
        figure: format!("memory for {ROWS} rows beside {FEW_ROWS}"),
        ours: format!("{many} bytes"),
        peer: format!("{few} bytes"),
        compared: decimal(ratio),
        budget: format!("≤ {}", decimal(MOST_MEMORY)),
        verdict: Verdict::of(ratio <= MOST_MEMORY),
    });
    table.push(Row {
        figure: "memory for each row in flight".to_owned(),
        ours: format!("{} bytes", many / u64::try_from(IN_FLIGHT)?),
        peer: String::new(),
        compared: String::new(),
        budget: String::new(),
        verdict: Verdict::Shown,
    });
    Ok(table)
}

async fn batch(client: &Mpandco, rows: u64) -> Result<(), Problem> {
    let mut sent = 0;
    let mut payouts = std::pin::pin!(client.send_payouts(all(rows), IN_FLIGHT));
    while let Some((_, payout)) = payouts.next().await {
        payout?;
        sent += 1;
    }
    if sent == rows {
        Ok(())
    } else {
        Err(format!("{sent} of {rows} rows").into())
    }
}

/// The same without the crate's help.
async fn bare(client: &Mpandco, rows: u64) -> Result<(), Problem> {
    let rows = RefCell::new(all(rows));
    let workers = (0..IN_FLIGHT).map(|_| async {
        loop {
            let row = rows.borrow_mut().next();
            match row {
                Some(row) => client.send_payout(&row).await?,
                None => return Ok::<(), Problem>(()),
            };
        }
    });
    try_join_all(workers).await?;
    Ok(())
}

fn all(rows: u64) -> impl Iterator<Item = PayoutRequest> {
    (0..rows).map(|row| {
        let amount = Money::from_minor(2_000, Currency::VES);
        let account = format!("{row:020}");
        PayoutRequest::new(
            format!("{row:07}").as_str(),
            amount,
            "Witty Growth",
            "j54637469",
            account,
        )
        .with_phone("4244569686")
        .with_email("developer@mpandco.com")
    })
}

fn local() -> Result<Mpandco, Problem> {
    const BASE_URL: &str = "http://127.0.0.1:1/";
    let token = routes::body("mpandco/token/granted", BASE_URL)?;
    let payout = routes::body("mpandco/send_payout/approved", BASE_URL)?;
    let network = Local::new(move |request| {
        if request.url().path().starts_with("/oauth/") {
            token.clone()
        } else {
            payout.clone()
        }
    });
    ours::mpandco(BASE_URL, ClientConfig::new().with_transport(network))
}
