//! Answers from bytes to structs.

mod bodies;
mod peer;
mod wire;

use std::hint::black_box;
use std::process::ExitCode;

use payments_bench::report::Table;
use payments_bench::rounds::side_by_side;
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, target};
use payments_kit::codec::{Named, from_json, from_xml};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::de::DeserializeOwned;

use crate::wire::mpandco::common::Paginator;
use crate::wire::mpandco::intent::Intent;
use crate::wire::mpandco::wallet_payment::WalletPayment;
use crate::wire::pagofacil::response::Response;

payments_kit::wire_object! {
    struct Payout {
        id: payments_kit::codec::Scalar = "ref",
        status: payments_kit::codec::Scalar = "status",
    }
}

/// The answers of the REST endpoints by the names of their roots and methods.
type Rest = Named<Named<Response>>;

/// Of the time of plain serde_json.
const MOST_JSON: u64 = 1150;
/// Of the time of one pass of quick-xml's reader.
const MOST_XML: u64 = 2000;

const ROUNDS: usize = 101;
/// How many bytes are decoded in a round of one side, or one answer where that is longer.
const BYTES: usize = 500_000;

fn main() -> ExitCode {
    target::run(measure, target::no_work)
}

fn measure() -> Result<Table, Problem> {
    let mut table = Table::new("decoding", "Decoding");
    table.note(format!(
        "JSON: `codec::from_json` into the providers' own structs, beside \
         `serde_json::from_slice` into equal structs with serde's derive, which take only what the \
         documents show. XML: `codec::from_xml` into the same structs, beside one pass of \
         quick-xml's reader over the bytes, which makes nothing of them. {ROUNDS} rounds in turns, in time of the processor, \
         the median of the rounds' ratios, in brackets their middle half."
    ));
    let fixture = bodies::fixture;
    let mut json = Json(&mut table);
    json.row::<Intent, payments_bench::peer::Intent>(
        "an intent",
        &fixture("mpandco/get_payment/authorized")?,
    )?;
    json.row::<Paginator<Intent>, peer::Page>("a page of 10 intents", &bodies::intents()?)?;
    json.row::<WalletPayment, peer::WalletPayment>(
        "a payment of the wallet",
        &bodies::wallet_payment()?,
    )?;
    json.row::<Payout, peer::Payout>("a payout", &fixture("mpandco/send_payout/approved")?)?;
    json.row::<Rest, payments_bench::peer::RestCharge>(
        "a charge",
        &fixture("pagofacil/create_payment/approved_query_json")?,
    )?;
    json.row::<Rest, peer::RestRegistration>(
        "a registration",
        &fixture("pagofacil/register_subscription/registered_query_json")?,
    )?;
    json.row::<Rest, peer::RestSubscription>(
        "a subscription",
        &fixture("pagofacil/get_subscription/found_query_json")?,
    )?;
    json.row::<Response, peer::Report>("a report of 3 transactions", &bodies::report(3)?)?;
    json.row::<Response, peer::Report>("a report of 500 transactions", &bodies::report(500)?)?;

    for (figure, body) in [
        (
            "a charge",
            fixture("pagofacil/create_payment/approved_query_xml")?,
        ),
        (
            "a registration",
            fixture("pagofacil/register_subscription/registered_query_xml")?,
        ),
        ("a subscription", bodies::subscription_xml(3)?),
        (
            "a subscription with 500 charges",
            bodies::subscription_xml(500)?,
        ),
    ] {
        xml(&mut table, figure, &body)?;
    }
    Ok(table)
}

struct Json<'a>(&'a mut Table);

impl Json<'_> {
    fn row<Ours: DeserializeOwned, Peer: DeserializeOwned>(
        &mut self,
        figure: &str,
        body: &[u8],
    ) -> Result<(), Problem> {
        let times = times(body);
        let compared = side_by_side(
            Stopwatch::Processor,
            ROUNDS,
            || {
                for _ in 0..times {
                    black_box(from_json::<Ours>(black_box(body))?);
                }
                Ok(())
            },
            || {
                for _ in 0..times {
                    black_box(serde_json::from_slice::<Peer>(black_box(body))?);
                }
                Ok(())
            },
        )?;
        let figure = format!("JSON, {figure} ({} bytes)", body.len());
        self.0.push(compared.time_row(figure, times, MOST_JSON));
        Ok(())
    }
}

fn xml(table: &mut Table, figure: &str, body: &[u8]) -> Result<(), Problem> {
    let times = times(body);
    let compared = side_by_side(
        Stopwatch::Processor,
        ROUNDS,
        || {
            for _ in 0..times {
                black_box(from_xml::<Rest>(black_box(body))?);
            }
            Ok(())
        },
        || {
            for _ in 0..times {
                pass_over(black_box(body))?;
            }
            Ok(())
        },
    )?;
    let figure = format!("XML, {figure} ({} bytes)", body.len());
    table.push(compared.time_row(figure, times, MOST_XML));
    Ok(())
}

fn pass_over(body: &[u8]) -> Result<(), Problem> {
    let mut reader = Reader::from_str(std::str::from_utf8(body)?);
    while !matches!(black_box(reader.read_event()?), Event::Eof) {}
    Ok(())
}

/// How often an answer is decoded in a round.
fn times(body: &[u8]) -> u64 {
    u64::try_from(BYTES / body.len().max(1)).map_or(1, |times| times.max(1))
}
