//! `payments record`: makes a call and saves its HTTP exchanges as fixtures.

use std::io::{self, Write};

use crate::call::Call;
use crate::exit::{Ending, Failure};
use crate::session::GlobalOptions;
use crate::tape::{Recording, Tape};

pub(crate) async fn run(
    recording: Recording,
    call: Call,
    global: &GlobalOptions,
) -> Result<Ending, Failure> {
    let session = call.session(global)?;
    let mut tape = Tape::start(
        recording,
        &session,
        call.provider(),
        call.base_url(&session),
    )?;
    let ending = match call.run(&session, Some(&mut tape)).await {
        Ok(ending) => ending,
        Err(failure) => {
            session.output.print_failure(&failure, global.verbose());
            failure.ending()
        }
    };
    let mut out = io::stderr().lock();
    match tape.save() {
        Ok(places) => {
            for place in places {
                writeln!(out, "payments: recorded {}", place.display())?;
            }
            Ok(ending)
        }
        Err(reason) => {
            writeln!(out, "payments: {}: {reason}", describe_call(ending))?;
            Ok(match ending {
                // An ending other than done is more important than the missing recording.
                Ending::Done => Ending::NotPrinted,
                other => other,
            })
        }
    }
}

/// Describes the outcome of the call. It precedes the reason for the missing recording, so that
/// the two are not confused.
fn describe_call(ending: Ending) -> &'static str {
    match ending {
        Ending::Done | Ending::NotPrinted => {
            "the call itself was done, do not repeat it for the recording's sake"
        }
        Ending::NotPaid => "the order is not paid, and the call is not recorded",
        Ending::Rejected => "the provider rejected the call, and it is not recorded",
        Ending::Unknown => "the outcome of the call is unknown, and it is not recorded",
        Ending::Invalid | Ending::NotSent => "the call was not sent",
        Ending::Failed => "the call failed, and it is not recorded",
    }
}
