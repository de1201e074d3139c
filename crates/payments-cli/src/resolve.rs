//! Resolves calls whose outcome is unknown.

use clap::Args;
use payments_core::Resolution;
use payments_core::resolve::Subject;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::{Ending, Failure};
use crate::output::Output;

/// The call that was lost.
#[derive(Args)]
pub(crate) struct Lost {
    /// When it was begun, or any time before, such as 2031-01-31T10:00:00Z. A call that is younger
    /// than the settle time of the provider may still be in progress
    #[arg(long, value_name = "TIME", value_parser = time)]
    attempted_at: OffsetDateTime,
}

impl Lost {
    pub(crate) fn attempted_at(&self) -> OffsetDateTime {
        self.attempted_at
    }
}

fn time(text: &str) -> Result<OffsetDateTime, &'static str> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| "must be a time with its offset, such as 2031-01-31T10:00:00Z")
}

#[derive(Serialize)]
struct Told<T> {
    resolution: &'static str,
    /// What the provider has of it.
    found: Option<T>,
    /// Why the outcome is still unknown, and what to do.
    why: Option<String>,
}

/// Prints the resolution. While the outcome is unknown, the exit code stays that of the call.
pub(crate) fn tell<T: Serialize + Subject>(
    resolution: Resolution<T>,
    output: Output,
) -> Result<Ending, Failure> {
    let (resolution, found, why) = match resolution {
        Resolution::Happened { found, .. } => ("happened", Some(found), None),
        Resolution::DidNotHappen => ("did_not_happen", None, None),
        Resolution::StillUnknown(why) => ("still_unknown", None, Some(why.to_string())),
    };
    let is_known = why.is_none();
    output.print(&Told {
        resolution,
        found,
        why,
    })?;
    Ok(if is_known {
        Ending::Done
    } else {
        Ending::Unknown
    })
}
