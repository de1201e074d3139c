//! Any number of calls share one token, and none waits long for it.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use payments_bench::local::Local;
use payments_bench::ours::{PAYMENT_ID, mpandco};
use payments_bench::report::{Row, Table, Verdict};
use payments_bench::rounds::{decimal, each, per_mille};
use payments_bench::{Problem, routes, target};
use payments_core::{Clock, PaymentId, PaymentProvider};
use payments_kit::http::ClientConfig;
use provider_mpandco::Mpandco;
use time::OffsetDateTime;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::Instant as SimulatedInstant;

const CALLS: u64 = 10_000;
const BASE_URL: &str = "http://127.0.0.1:1/";
const ROUND_TRIP: Duration = Duration::from_millis(100);
/// Tokio's timers are that coarse, and a call has one for each of its two requests.
const GRAIN: Duration = Duration::from_millis(2);
/// When a client stops using a token of an hour.
const RENEWED_AT: Duration = Duration::from_secs(3540);

fn main() -> ExitCode {
    target::run(measure)
}

fn measure() -> Result<Table, Problem> {
    let mut table = Table::new("token_herd", "A herd on one token");
    table.note(format!(
        "mPandco, {CALLS} calls inside the process on a simulated network with a round trip of \
         {} ms, in simulated time, which the client's clock follows: the waits are exact and the \
         same on every machine. Each wait is a call's whole time without its own round trip, \
         tokio's timers being a millisecond coarse. Times on this machine are real.",
        ROUND_TRIP.as_millis()
    ));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?;
    runtime.block_on(async {
        let service = Service::start()?;
        let cold = service.herd(Duration::ZERO).await?;
        cold.show(&mut table, "on a cold client, at once");

        let age = service.clock.0.elapsed();
        tokio::time::sleep(RENEWED_AT.saturating_sub(age) - Duration::from_secs(1)).await;
        let over = service.herd(Duration::from_secs(2)).await?;
        over.show(
            &mut table,
            "over two seconds, in whose middle the token expires",
        );

        tokio::time::sleep(RENEWED_AT).await;
        let after = service.herd(Duration::ZERO).await?;
        after.show(&mut table, "on an expired token, at once");
        Ok(table)
    })
}

/// Simulated time as the client's clock.
#[derive(Clone, Copy, Debug)]
struct Simulated(SimulatedInstant);

#[async_trait]
impl Clock for Simulated {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + self.0.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

struct Service {
    client: Mpandco,
    clock: Simulated,
    tokens: Arc<AtomicU64>,
}

impl Service {
    fn start() -> Result<Self, Problem> {
        let token = routes::body("mpandco/token/granted", BASE_URL)?;
        let payment = routes::body("mpandco/get_payment/authorized", BASE_URL)?;
        let tokens = Arc::new(AtomicU64::default());
        let counted = Arc::clone(&tokens);
        let network = Local::new(move |request| {
            if request.url().path().starts_with("/oauth/") {
                counted.fetch_add(1, Ordering::Relaxed);
                token.clone()
            } else {
                payment.clone()
            }
        });
        let clock = Simulated(SimulatedInstant::now());
        let config = ClientConfig::new()
            .with_transport(network.with_round_trip(ROUND_TRIP))
            .with_clock(clock);
        let client = mpandco(BASE_URL, config)?;
        Ok(Self {
            client,
            clock,
            tokens,
        })
    }

    /// All calls, spread evenly over a time.
    async fn herd(&self, spread: Duration) -> Result<Herd, Problem> {
        let tokens_before = self.tokens.load(Ordering::Relaxed);
        let start = Instant::now();
        let mut calls = JoinSet::new();
        for number in 0..CALLS {
            let client = self.client.clone();
            let after = spread * u32::try_from(number)? / u32::try_from(CALLS)?;
            calls.spawn(async move {
                tokio::time::sleep(after).await;
                let begun = SimulatedInstant::now();
                let payment = client.get_payment(&PaymentId::new(PAYMENT_ID)).await;
                payment.map(|_| begun.elapsed().saturating_sub(ROUND_TRIP))
            });
        }
        let mut longest = Duration::ZERO;
        while let Some(ended) = calls.join_next().await {
            longest = longest.max(ended??);
        }
        Ok(Herd {
            tokens: self.tokens.load(Ordering::Relaxed) - tokens_before,
            longest,
            took: start.elapsed(),
        })
    }
}

/// The outcome of all calls.
struct Herd {
    tokens: u64,
    longest: Duration,
    took: Duration,
}

impl Herd {
    fn show(&self, table: &mut Table, when: &str) {
        table.push(Row {
            figure: format!("token requests, {CALLS} calls {when}"),
            ours: self.tokens.to_string(),
            peer: String::new(),
            compared: String::new(),
            budget: "= 1".to_owned(),
            verdict: Verdict::of(self.tokens == 1),
        });
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        table.push(Row {
            figure: format!("longest wait for a token, {CALLS} calls {when}"),
            ours: format!("{} ms", self.longest.as_millis()),
            peer: format!("{} ms", ROUND_TRIP.as_millis()),
            compared: decimal(per_mille(micros(self.longest), micros(ROUND_TRIP))),
            budget: "≤ 1 round trip and the timers' 2 ms".to_owned(),
            verdict: Verdict::of(self.longest <= ROUND_TRIP + GRAIN),
        });
        table.push(Row {
            figure: format!("time on this machine for each of {CALLS} calls {when}"),
            ours: each(self.took, CALLS),
            peer: String::new(),
            compared: String::new(),
            budget: String::new(),
            verdict: Verdict::Shown,
        });
    }
}
