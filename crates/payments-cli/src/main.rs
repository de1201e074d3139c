//! `payments`: the operations of both providers, a tour of them, and the simulator as a server.

mod attempts;
mod call;
mod exit;
mod generate;
mod input;
mod journal;
mod mpandco;
mod output;
mod pagofacil;
mod profile;
mod record;
mod resolve;
mod sandbox;
mod session;
mod signals;
mod special;
mod tape;
mod tour;
mod view;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::call::Call;
use crate::exit::{Ending, Failure};
use crate::output::Output;
use crate::session::GlobalOptions;

/// Take payments in Latin America from the command line.
///
/// Try `payments tour`, which needs no credentials, and `payments sandbox`, a simulator of both
/// providers. `payments mpandco --help` and `payments pagofacil --help` list their operations.
#[derive(Parser)]
#[command(name = "payments", version, after_help = exit::table(), after_long_help = long_help())]
pub(crate) struct Arguments {
    #[command(flatten)]
    global: GlobalOptions,
    #[command(subcommand)]
    command: Command,
}

fn long_help() -> String {
    format!("{}\n\n{}", exit::table(), profile::HELP)
}

#[derive(Subcommand)]
enum Command {
    /// Drive a payment in Venezuela and subscriptions in Mexico against a simulator in this
    /// process, and print each step
    Tour,
    /// Serve the simulator of both services on this machine until Ctrl-C, then print the money
    /// that moved
    Sandbox(sandbox::SandboxArguments),
    /// Make a call to a provider's test environment and save its exchanges as fixtures, without
    /// the secrets in them
    ///
    /// Example: `payments record --into fixtures --case paid mpandco get-payment ID`.
    ///
    /// The result and the exit code are those of the call. A recording in which a secret is left
    /// is not written: the places are printed, and a call that was done exits with 6. The call is
    /// not made if the recording could not be written. Random request numbers are those of
    /// `FixedRandomness(0)` of the testkit; replay them with it.
    Record {
        #[command(flatten)]
        recording: tape::Recording,
        #[command(subcommand)]
        call: Call,
    },
    #[command(flatten)]
    Call(Call),
    /// Show, reconcile and close the calls that move money, as the journal has them
    ///
    /// The journal is the file or database of --journal, of PAYMENTS_JOURNAL or of the profile, or
    /// else the file that `send-payouts` uses.
    Journal(attempts::Arguments),
    #[command(flatten)]
    Generate(generate::Command),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error).into(),
    };
    let (output, verbose) = (arguments.global.output(), arguments.global.verbose());
    let ending = run(arguments).await.unwrap_or_else(|failure| {
        output.print_failure(&failure, verbose);
        failure.ending()
    });
    ending.into()
}

/// Prints what is wrong with the arguments, or the help that was asked for.
fn refuse(error: &clap::Error) -> Ending {
    let is_failure = !matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if is_failure && is_json_asked_for(env::args_os()) {
        let failure = Failure::usage(error.render().to_string().trim_end().to_owned());
        Output::Json.print_failure(&failure, false);
        return failure.ending();
    }
    // Where even the terminal fails, the exit code still tells.
    let _ = error.print();
    match is_failure {
        true => Ending::Invalid,
        false => Ending::Done,
    }
}

/// Whether failures go to a program, for arguments that cannot be parsed.
fn is_json_asked_for(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<String> = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let mut options = arguments.windows(2).filter_map(|pair| match pair {
        [name, value] if name == "--output" => Some(value.as_str()),
        [_, option] => option.strip_prefix("--output="),
        _ => None,
    });
    match options.next() {
        Some(output) => output == "json",
        None => Output::of_environment() == Some(Output::Json),
    }
}

async fn run(arguments: Arguments) -> Result<Ending, Failure> {
    let global = arguments.global;
    match arguments.command {
        Command::Tour => tour::run(global.output()).await,
        Command::Sandbox(sandbox) => sandbox::run(&sandbox, global.output()).await,
        Command::Record { recording, call } => record::run(recording, call, &global).await,
        Command::Call(call) => {
            let session = call.session(&global)?;
            call.run(&session, None).await
        }
        Command::Journal(arguments) => arguments.run(&global).await,
        Command::Generate(command) => command.run(),
    }
}
