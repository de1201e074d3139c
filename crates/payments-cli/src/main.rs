//! `payments`: the operations of both providers, a tour of them, and the simulator as a server.

mod ask;
mod connection;
mod exit;
mod failure;
mod mpandco;
mod output;
mod pagofacil;
mod sandbox;
mod tour;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::connection::Connection;
use crate::exit::Ending;
use crate::failure::Failure;
use crate::output::Output;

/// Take payments in Latin America from the command line.
///
/// Exit codes: 0 done, 2 invalid (nothing was sent), 3 rejected by the provider, 4 the outcome is
/// unknown, 5 not sent, 1 anything else.
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
    /// mPandco, a Venezuelan wallet. Its keys come from MPANDCO_CLIENT_ID and
    /// MPANDCO_CLIENT_SECRET, or are asked for
    Mpandco {
        #[command(flatten)]
        connection: Connection,
        #[command(subcommand)]
        command: Box<mpandco::Command>,
    },
    /// PagoFácil.net, Mexican cards. Its keys come from PAGOFACIL_BRANCH_ID and PAGOFACIL_USER_ID,
    /// or are asked for; reports and cancelling need PAGOFACIL_API_SECRET too
    Pagofacil {
        #[command(flatten)]
        connection: Connection,
        #[command(flatten)]
        channel: pagofacil::ChannelArguments,
        #[command(subcommand)]
        command: pagofacil::Command,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let output = match &command {
        Command::Mpandco { connection, .. } | Command::Pagofacil { connection, .. } => {
            connection.output
        }
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
        Command::Mpandco {
            connection,
            command,
        } => mpandco::run(&connection, *command).await,
        Command::Pagofacil {
            connection,
            channel,
            command,
        } => pagofacil::run(&connection, &channel, command).await,
    }
}
