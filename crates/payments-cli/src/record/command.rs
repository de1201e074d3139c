//! The command: make the call, then save what went over the wire.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::Tape;
use crate::call::Call;
use crate::exit::Ending;
use crate::failure::Failure;

/// Where a recording goes, and what must not be in it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of fixtures to write below, as PROVIDER/OPERATION/CASE
    #[arg(long, value_name = "DIR")]
    pub(super) into: PathBuf,
    /// What the recording is called, in snake_case; no fixture of the provider may have the name
    #[arg(long, value_name = "NAME")]
    pub(super) case: String,
    /// The name of a person whom the call or its answer is about; an invented one is written
    #[arg(long = "person", value_name = "NAME")]
    pub(super) people: Vec<String>,
    /// An environment variable with a value that must not be written. Keys, cards, security codes,
    /// PINs, tokens, e-mail addresses and phone numbers need none
    #[arg(long = "secret-in", value_name = "VARIABLE")]
    pub(super) secrets: Vec<String>,
}

pub(crate) async fn run(arguments: Arguments, call: Call) -> Result<Ending, Failure> {
    let output = call.connection().output;
    let mut tape = Tape::start(arguments, &call)?;
    let ending = call.run(Some(&mut tape)).await.unwrap_or_else(|failure| {
        // Where even the terminal fails, the exit code still tells.
        let _ = output.print_failure(&failure);
        failure.ending()
    });
    let mut out = io::stderr().lock();
    match tape.save() {
        Ok(places) => {
            for place in places {
                writeln!(out, "payments: recorded {}", place.display())?;
            }
            Ok(ending)
        }
        Err(reason) => {
            writeln!(out, "payments: {}: {reason}", and_yet(ending))?;
            Ok(ending.without_recording())
        }
    }
}

/// What became of the call, in front of why there is no recording of it: whoever reads the second
/// must not take it for the first.
fn and_yet(ending: Ending) -> &'static str {
    match ending {
        Ending::Done | Ending::NotRecorded => {
            "the call itself was done, do not repeat it for the recording's sake"
        }
        Ending::Rejected => "the provider rejected the call, and it is not recorded",
        Ending::Unknown => "the outcome of the call is unknown, and it is not recorded",
        Ending::Invalid | Ending::NotSent => "the call was not sent",
        Ending::Failed => "the call failed, and it is not recorded",
    }
}
