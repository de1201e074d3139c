//! `payments`: a tour of both providers, and the simulator as a server.

mod sandbox;
mod tour;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Take payments in Latin America from the command line.
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
    /// Serve the simulator of both services on this machine until Ctrl-C
    Sandbox {
        /// The port to listen on; 0 takes any free one
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Tour => tour::run().await,
        Command::Sandbox { port } => sandbox::run(port).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            // Nothing better can be done where even the terminal fails.
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("payments: {error}\n"),
            );
            ExitCode::FAILURE
        }
    }
}
