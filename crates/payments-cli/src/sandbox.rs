//! `payments sandbox`: the simulator as a server.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::{Args, ValueEnum};
use payments_core::{Operation, Randomness, SystemRandomness};
use payments_sim::pagofacil::{ResponseVersion, WebhookFormat};
use payments_sim::{SimClock, Simulator};
use payments_testkit::{Fault, FaultPlan};
use time::OffsetDateTime;
use url::Url;

use crate::exit::{Ending, Failure};
use crate::output::Output;
use crate::resolve;
use crate::signals::Signals;
use crate::view::{Sandbox, SandboxReport, View};

/// What `payments sandbox` takes.
#[derive(Args)]
pub(crate) struct SandboxArguments {
    /// The port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Listen on this address of this machine instead of on loopback: all who reach it can use the
    /// simulator
    #[arg(long, value_name = "ADDRESS")]
    expose: Option<IpAddr>,
    #[arg(long, value_name = "FAULT", help = fault_help())]
    fault: Vec<Fault>,
    /// Inject a fault into one of this many calls at random instead of into every call: one of those
    /// of --fault, or any fault
    #[arg(long, value_name = "CALLS", value_parser = clap::value_parser!(u64).range(1..))]
    fault_one_in: Option<u64>,
    /// The seed of the random faults, to repeat the same ones
    #[arg(long, requires = "fault_one_in")]
    seed: Option<u64>,
    /// Inject faults into calls of this operation only, such as confirm_payment
    #[arg(long, value_name = "OPERATION", value_parser = operation)]
    fault_on: Option<Operation>,
    /// Inject the fault into the call with this number only, counted from 1; may be given several
    /// times
    #[arg(long, value_name = "NUMBER", conflicts_with = "fault_one_in")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    fault_at: Vec<u64>,
    /// Let mPandco's payers have too little money
    #[arg(long)]
    low_funds: bool,
    /// Let no card or amount decide a payment: charges without a test value are approved or declined
    /// at random
    #[arg(long)]
    no_test_values: bool,
    /// Do not call the merchant's server. By default it is called as the services do, at http
    /// addresses of this machine only
    #[arg(long)]
    no_merchant_calls: bool,
    /// The seed of PagoFácil's random approvals, to repeat the same ones
    #[arg(long, value_name = "SEED")]
    approval_seed: Option<u64>,
    /// The PIN of mPandco's payers
    #[arg(long, value_name = "DIGITS")]
    payer_pin: Option<String>,
    /// Another mPandco account that may share in payments
    #[arg(long = "account", value_name = "NAME")]
    accounts: Vec<String>,
    /// The responses of PagoFácil: those of 2014 or of 2019
    #[arg(long, value_enum, default_value_t, value_name = "YEAR")]
    pagofacil_responses: Responses,
    /// Send PagoFácil's webhooks about cash orders to this http address of this machine
    #[arg(long, value_name = "URL", conflicts_with = "no_merchant_calls")]
    pagofacil_webhook: Option<Url>,
    /// The body of PagoFácil's webhooks
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    #[arg(requires = "pagofacil_webhook")]
    pagofacil_webhook_format: WebhookBody,
    /// The time at the start, such as 2031-01-31T10:00:00Z; the clock goes on from there. Without it,
    /// it is the time of this machine
    #[arg(long, value_name = "TIME", value_parser = resolve::time)]
    now: Option<OffsetDateTime>,
}

/// A version of PagoFácil's responses.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Responses {
    /// As recorded in 2014
    #[value(name = "2014")]
    Of2014,
    /// As recorded in 2018 and 2019
    #[default]
    #[value(name = "2019")]
    Of2019,
}

/// The body of a webhook.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum WebhookBody {
    /// Form fields
    #[default]
    Form,
    /// A JSON object
    Json,
}

fn fault_help() -> String {
    let names = Fault::ALL.map(|fault| fault.to_string()).join(", ");
    format!(
        "Inject this fault into every call, or into those of --fault-at; with --fault-one-in it may be given several times. \
         One of {names}; another status or another number of seconds will do"
    )
}

fn operation(name: &str) -> Result<Operation, String> {
    let known = Operation::ALL.iter().copied();
    known
        .clone()
        .find(|known| known.name() == name)
        .ok_or_else(|| {
            let names: Vec<&str> = known.map(Operation::name).collect();
            format!("unknown operation; known are {}", names.join(", "))
        })
}

impl SandboxArguments {
    /// The faults that are asked for, if any are.
    fn plan(&self) -> Result<Option<FaultPlan>, Failure> {
        let plan = match (self.fault_one_in, self.fault.as_slice()) {
            (None, []) if !self.fault_at.is_empty() => {
                return Err(Failure::usage("--fault-at needs --fault"));
            }
            (None, [fault]) if !self.fault_at.is_empty() => {
                FaultPlan::script(self.fault_at.iter().map(|call| (*call, *fault)))
            }
            (None, []) if self.fault_on.is_some() => {
                return Err(Failure::usage("--fault-on needs --fault or --fault-one-in"));
            }
            (None, []) => return Ok(None),
            (None, [fault]) => FaultPlan::always(*fault),
            (None, _) => {
                return Err(Failure::usage("several faults need --fault-one-in"));
            }
            (Some(calls), []) => FaultPlan::by_chance(self.seed_or_any(), calls),
            (Some(calls), faults) => {
                FaultPlan::by_chance_of(self.seed_or_any(), calls, faults.iter().copied())
            }
        };
        Ok(Some(match self.fault_on {
            Some(operation) => plan.on(operation),
            None => plan,
        }))
    }

    fn seed_or_any(&self) -> u64 {
        self.seed.unwrap_or_else(|| SystemRandomness.next())
    }
}

pub(crate) async fn run(arguments: &SandboxArguments, output: Output) -> Result<Ending, Failure> {
    let plan = arguments.plan()?;
    let mut signals = Signals::listen()?;
    let ip = arguments.expose.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let address = SocketAddr::new(ip, arguments.port);
    let simulator = Simulator::start_at(address, SimClock::default()).await?;
    arguments.configure(&simulator);
    let sandbox = Sandbox::of(
        &simulator,
        arguments.payer_pin.as_deref(),
        &arguments.accounts,
        !arguments.no_test_values,
        plan.as_ref(),
    );
    let text = sandbox.text();
    let mut out = io::stdout().lock();
    output.print_line(&View::Sandbox(Box::new(sandbox)), &text, &mut out)?;
    if let Some(plan) = plan {
        simulator.set_faults(plan);
    }
    let clock = simulator.clock();
    let ticking = arguments
        .now
        .map(|start| tokio::spawn(tick(clock.clone(), start)));
    signals.next().await;
    if let Some(ticking) = ticking {
        ticking.abort();
    }
    let report = SandboxReport::of(&simulator);
    let text = report.text().to_owned();
    output.print_line(&View::SandboxReport(report), &text, &mut out)?;
    Ok(Ending::Done)
}

impl SandboxArguments {
    fn configure(&self, simulator: &Simulator) {
        let (mpandco, pagofacil) = (simulator.mpandco(), simulator.pagofacil());
        mpandco.set_insufficient_funds(self.low_funds);
        if !self.no_merchant_calls {
            simulator.call_merchant();
        }
        if let Some(pin) = &self.payer_pin {
            mpandco.set_pin(pin);
        }
        for account in &self.accounts {
            mpandco.authorize_account(account);
        }
        simulator.set_test_values(!self.no_test_values);
        if let Some(seed) = self.approval_seed {
            pagofacil.set_seed(seed);
        }
        pagofacil.set_response_version(match self.pagofacil_responses {
            Responses::Of2014 => ResponseVersion::Of2014,
            Responses::Of2019 => ResponseVersion::Of2019,
        });
        if let Some(url) = &self.pagofacil_webhook {
            let format = match self.pagofacil_webhook_format {
                WebhookBody::Form => WebhookFormat::Form,
                WebhookBody::Json => WebhookFormat::Json,
            };
            pagofacil.set_webhook(url.clone(), format);
        }
        if let Some(now) = self.now {
            simulator.clock().set(now);
        }
    }
}

/// Moves the clock on from its start, as time passes.
async fn tick(clock: SimClock, start: OffsetDateTime) {
    let began = OffsetDateTime::now_utc();
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.set(start + (OffsetDateTime::now_utc() - began));
    }
}
