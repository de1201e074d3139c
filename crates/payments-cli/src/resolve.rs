//! Resolves calls whose outcome is unknown.

use clap::Args;
use payments_core::Operation;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::{Ending, Failure};
use crate::input;
use crate::journal;
use crate::output::Output;
use crate::session::{Session, default_file};
use crate::view::{Payment, Resolution, View};

/// The call whose outcome is unknown.
#[derive(Args)]
pub(crate) struct Lost {
    /// When the call was begun, or any time before, such as 2031-01-31T10:00:00Z; not needed where
    /// the journal has the call. A call that is younger than the settle time of the provider may
    /// still be in progress
    #[arg(long, value_name = "TIME", value_parser = time)]
    attempted_at: Option<OffsetDateTime>,
}

impl Lost {
    /// Returns when the call was begun: as the option or the journal says.
    pub(crate) async fn begun(
        &self,
        session: &Session,
        operation: Operation,
        reference: &impl ToString,
    ) -> Result<OffsetDateTime, Failure> {
        if let Some(begun) = self.attempted_at {
            return Ok(begun);
        }
        let needed = "give --attempted-at, the time when the call was begun, such as \
                      2031-01-31T10:00:00Z";
        let place = match (&session.journal, default_file()) {
            (Some(place), _) => place.clone(),
            (None, Some(file)) if file.exists() => file.display().to_string(),
            _ => {
                return Err(Failure::usage(format!(
                    "{needed}, or the --journal of the call"
                )));
            }
        };
        let journal = journal::open(&place).await?;
        let key = session.key(operation, reference.to_string());
        let attempt = journal.store().latest(&key).await?;
        let attempt = attempt.ok_or_else(|| {
            Failure::usage(format!(
                "the journal {place} does not have the call: {needed}"
            ))
        })?;
        if attempt.is_open() {
            input::say(&format!(
                "this only looks the call up; `payments journal reconcile {}` also records it in \
                 the journal",
                session.provider
            ));
        }
        Ok(attempt.begun_at)
    }
}

/// Parses a time with its offset.
pub(crate) fn time(text: &str) -> Result<OffsetDateTime, &'static str> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "must be a time with its offset, such as 2031-01-31T10:00:00Z")
}

/// Prints a resolution. While the outcome is unknown, the exit code stays that of the call.
pub(crate) fn print(view: &View, is_known: bool, output: Output) -> Result<Ending, Failure> {
    let printed = output.print(view)?;
    Ok(match is_known {
        true => printed,
        false => Ending::Unknown,
    })
}

/// Prints the resolution of a call about a payment.
pub(crate) fn print_payment(
    resolution: Resolution<Payment>,
    output: Output,
) -> Result<Ending, Failure> {
    let is_known = resolution.is_known();
    print(&View::PaymentResolution(resolution), is_known, output)
}
