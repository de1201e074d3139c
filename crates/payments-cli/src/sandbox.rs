//! `payments sandbox`: the simulator as a server.

use std::io::{self, Write};

use clap::Args;
use payments_core::{Operation, Randomness, SystemRandomness};
use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::{Fault, FaultPlan};

use crate::exit::{Ending, Failure};

/// What `payments sandbox` takes.
#[derive(Args)]
pub(crate) struct SandboxArguments {
    /// The port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
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
}

fn fault_help() -> String {
    let names = Fault::ALL.map(|fault| fault.to_string()).join(", ");
    format!(
        "Inject this fault into every call; with --fault-one-in it may be given several times. \
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

pub(crate) async fn run(arguments: &SandboxArguments) -> Result<Ending, Failure> {
    let plan = arguments.plan()?;
    let simulator = Simulator::start_on(arguments.port).await?;
    announce(&simulator, plan.as_ref(), &mut io::stdout().lock())?;
    if let Some(plan) = plan {
        simulator.set_faults(plan);
    }
    tokio::signal::ctrl_c().await?;
    count(&simulator, &mut io::stdout().lock())?;
    Ok(Ending::Done)
}

/// Prints the faults injected and the money moved.
fn count(simulator: &Simulator, out: &mut impl Write) -> io::Result<()> {
    if let Some(faults) = simulator.faults() {
        writeln!(out, "\n{faults}")?;
    }
    writeln!(out, "\n{}", simulator.money())
}

fn announce(
    simulator: &Simulator,
    plan: Option<&FaultPlan>,
    out: &mut impl Write,
) -> io::Result<()> {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    writeln!(
        out,
        "The simulator is up; nothing it does moves money. Ctrl-C stops it.\n\n\
         mPandco\n  \
           base URL       {mpandco_url}\n  \
           client_id      {client_id}\n  \
           client_secret  {client_secret}\n\n\
         PagoFácil, tests environment\n  \
           base URL       {pagofacil_url}\n  \
           idSucursal     {branch_id}\n  \
           idUsuario      {user_id}\n  \
           apiSecret      {api_secret}\n\n\
         Point a client at it:\n  \
           Mpandco::sandbox(credentials).with_base_url(\"{mpandco_url}\").build()?\n  \
           PagoFacil::sandbox(keys).with_base_url(\"{pagofacil_url}\").build()?\n\n\
         or try it by hand:\n  \
           curl -d client_id={client_id} -d client_secret={client_secret} \
           -d grant_type=urn:client_apps {mpandco_url}oauth/v2/token",
        mpandco_url = simulator.mpandco_base_url(),
        pagofacil_url = simulator.pagofacil_base_url(),
        api_secret = pagofacil::State::sandbox_api_secret(),
        client_id = mpandco::CLIENT_ID,
        client_secret = mpandco::CLIENT_SECRET,
    )?;
    if let Some(plan) = plan {
        writeln!(out, "\nFaults {plan}")?;
    }
    out.flush()
}
