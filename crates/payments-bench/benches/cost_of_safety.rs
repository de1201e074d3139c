//! What validation, redaction, wiping and spans cost.

use std::hint::black_box;
use std::io;
use std::process::ExitCode;

use payments_bench::calls::{Call, repeat};
use payments_bench::local::Local;
use payments_bench::ours::{self, Ours};
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{Compared, decimal, per_mille, side_by_side};
use payments_bench::server::runtime;
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, routes, target, valgrind};
use payments_core::Violations;
use payments_core::redact::{self, Secrets};
use payments_kit::http::{ClientConfig, SecretBytes};
use payments_testkit::samples;
use serde_json::Value;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::with_default;

const ROUNDS: usize = 61;
const CALLS: u64 = 300;
const COUNTED: u64 = 1_000;
const BASE_URL: &str = "http://127.0.0.1:1/";
/// A message as a provider writes it.
const MESSAGE: &str = "Fondos insuficientes, autorizacion 305638, 11:44:47 am 11/06/2014";
/// A body of the length of an intent.
const BODY: usize = 1_500;

fn main() -> ExitCode {
    target::run(measure, work)
}

fn measure() -> Result<Table, Problem> {
    let mut table = Table::new("cost_of_safety", "The cost of safety");
    table.note(format!(
        "Calls that are answered inside the process, so that nothing but the client is measured, \
         {ROUNDS} rounds in turns, in time of the processor, the median of the rounds' ratios, in brackets their middle \
         half. Traces are written as text to nowhere, every level of them. The parts of a call \
         are counted in instructions, by callgrind. None of this can be switched off but traces."
    ));
    let runtime = runtime()?;
    let caller = local()?;
    for call in Call::ALL {
        let calls = || runtime.block_on(repeat(&caller, call, CALLS, 1));
        let traced = side_by_side(
            Stopwatch::Processor,
            ROUNDS,
            || with_default(to_nowhere(), calls),
            calls,
        )?;
        table.push(shown(&traced, call));
    }
    for call in Call::ALL {
        let (on, off) = (
            format!("traced {}", call.name()),
            format!("call {}", call.name()),
        );
        let (on, off) = (counted(&on)?, counted(&off)?);
        table.push(Row {
            figure: format!("{}: instructions, traced beside not", call.title()),
            ours: on.to_string(),
            peer: off.to_string(),
            compared: decimal(per_mille(on, off)),
            budget: String::new(),
            verdict: Verdict::Shown,
        });
    }
    for (part, figure) in PARTS {
        table.push(Row {
            figure: format!("{figure}: instructions"),
            ours: counted(part)?.to_string(),
            peer: String::new(),
            compared: String::new(),
            budget: String::new(),
            verdict: Verdict::Shown,
        });
    }
    Ok(table)
}

fn shown(compared: &Compared, call: Call) -> Row {
    compared.shown(format!("{}: traced beside not", call.title()), CALLS)
}

fn counted(name: &str) -> Result<u64, Problem> {
    valgrind::instructions(name, COUNTED, BASE_URL)
}

/// What a call is made of for safety's sake.
const PARTS: [(&str, &str); 7] = [
    ("check-sale", "checking a sale"),
    ("check-charge", "checking a charge"),
    ("text", "scrubbing a message of 65 bytes"),
    (
        "text-without",
        "scrubbing it of the 4 secrets of a charge too",
    ),
    ("search", "looking for the token in an intent of 1219 bytes"),
    ("wipe", "wiping a body of 1500 bytes"),
    ("span", "a span and an event that nobody listens to"),
];

/// Some of it in a process of its own.
fn work(name: &str, times: u64, _address: &str) -> Result<(), Problem> {
    if let Some((how, call)) = name.split_once(' ') {
        let call = Call::ALL.into_iter().find(|known| known.name() == call);
        let call = call.ok_or("no such call")?;
        let (runtime, caller) = (runtime()?, local()?);
        let calls = || runtime.block_on(repeat(&caller, call, times, 1));
        return match how {
            "traced" => with_default(to_nowhere(), calls),
            _ => calls(),
        };
    }
    let (sale, charge) = (ours::sale()?, ours::charge());
    let card = samples::card_number();
    let (branch, user) = (samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    let mut secrets = Secrets::new();
    for secret in [card.as_str(), "222", branch, user] {
        secrets.add_secret(secret);
    }
    let intent = routes::body("mpandco/get_payment/authorized", BASE_URL)?;
    let granted: Value = serde_json::from_slice(&routes::body("mpandco/token/granted", BASE_URL)?)?;
    let token = granted.get("access_token").and_then(Value::as_str);
    let mut bearer = Secrets::new();
    bearer.add_secret(token.ok_or("no token")?);
    for _ in 0..times {
        match name {
            "check-sale" => check(&sale),
            "check-charge" => check(&charge),
            "text" => drop(black_box(redact::text(black_box(MESSAGE)))),
            "text-without" => drop(black_box(secrets.redact(black_box(MESSAGE)))),
            "search" => drop(black_box(bearer.redact_body(black_box(&intent)))),
            "wipe" => drop(SecretBytes::new(black_box(vec![1; BODY]))),
            "span" => spans(),
            _ => return Err("no such work".into()),
        }
    }
    Ok(())
}

fn check(request: &payments_core::PaymentRequest) {
    let mut violations = Violations::new();
    black_box(request).check(&mut violations);
    black_box(violations.is_empty());
}

/// As every call has them.
fn spans() {
    let operation = black_box("get_payment");
    let span = tracing::debug_span!(
        "payments.call",
        provider = "mpandco",
        operation,
        attempts = tracing::field::Empty
    );
    let _entered = span.enter();
    span.record("attempts", 1);
    tracing::debug!(number = 1, "attempt");
}

fn to_nowhere() -> impl tracing::Subscriber {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::sink)
        .finish()
}

/// A service inside the process.
fn local() -> Result<Ours, Problem> {
    let routes = routes::Routes::of(BASE_URL)?;
    let network = Local::new(move |request| {
        let (method, path) = (request.method(), request.url().path());
        let separator = if request.query().is_empty() { " " } else { "?" };
        let start = format!("{method} {path}{separator}");
        let answer = routes.answer(start.as_bytes()).unwrap_or_default();
        let head = answer.windows(4).position(|end| end == b"\r\n\r\n");
        let (_, body) = answer.split_at(head.map_or(0, |head| head + 4));
        body.to_vec()
    });
    Ours::new(BASE_URL, &ClientConfig::new().with_transport(network))
}
