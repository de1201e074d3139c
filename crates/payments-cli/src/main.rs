//! `payments`: the operations of both providers, a tour of them, and the simulator as a server.

mod ask;
mod call;
mod exit;
mod mpandco;
mod output;
mod pagofacil;
mod record;
mod resolve;
mod sandbox;
mod tour;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::call::Call;
use crate::exit::{Ending, Failure};
use crate::output::Output;

/// Take payments in Latin America from the command line.
///
/// Exit codes: 0 done, 2 invalid (nothing was sent), 3 rejected by the provider, 4 the outcome is
/// unknown, 5 not sent, 6 done but not recorded, 1 anything else.
#[derive(Parser)]
#[command(name = "payments", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Drive a payment in Venezuela and subscriptions in Mexico against a simulator in this
    /// process, and show each step
    Tour,
    /// Serve the simulator of both services on this machine until Ctrl-C, and count the money then
    Sandbox(sandbox::SandboxArguments),
    /// Make a call to a provider's tests environment and keep it as fixtures, without what is
    /// secret in it: `payments record --into fixtures --case paid mpandco get-payment ID`.
    ///
    /// The result and the exit code are those of the call. A recording in which something secret
    /// is left is not written: the places are named, and a call that was done exits with 6. The
    /// call is not made where the recording could not be written. Requests that are numbered by
    /// chance are numbered as with `FixedRandomness(0)` of the testkit; replay them with it.
    Record {
        #[command(flatten)]
        recording: record::Arguments,
        #[command(subcommand)]
        call: Call,
    },
    #[command(flatten)]
    Call(Call),
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let output = match &command {
        Command::Call(call) | Command::Record { call, .. } => call.connection().output,
        Command::Tour | Command::Sandbox(_) => Output::Table,
    };
    let ending = run(command).await.unwrap_or_else(|failure| {
        // Where even the terminal fails, the exit code still tells.
        let _ = output.print_failure(&failure);
        failure.ending()
    });
    ending.into()
}

async fn run(command: Command) -> Result<Ending, Failure> {
    match command {
        Command::Tour => tour::run().await,
        Command::Sandbox(arguments) => sandbox::run(&arguments).await,
        Command::Record { recording, call } => record::run(recording, call).await,
        Command::Call(call) => call.run(None).await,
    }
}
