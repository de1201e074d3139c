//! `payments record`: makes a call and saves its HTTP exchanges as fixtures.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use payments_core::Environment;
use payments_kit::http::{
    BaseUrl, ClientConfig, HttpTransport, ReqwestTransport, TransportError, TransportSettings,
};
use payments_testkit::{FixedRandomness, RecordError, Recorder};
use time::OffsetDateTime;

use crate::call::Call;
use crate::exit::{Ending, Failure};
use crate::session::{GlobalOptions, Session};

/// Where a recording goes, and what must not be in it.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder of fixtures to write below, as PROVIDER/OPERATION/CASE
    #[arg(long, value_name = "DIR")]
    pub(crate) into: PathBuf,
    /// What the recording is called, in snake_case; no fixture of the provider may have the name
    #[arg(long, value_name = "NAME")]
    pub(crate) case: String,
    /// The name of a person whom the request or the response is about; an invented name is written
    #[arg(long = "person", value_name = "NAME")]
    pub(crate) people: Vec<String>,
    /// An environment variable with a value that must not be written. Keys, cards, security codes,
    /// PINs, tokens, e-mail addresses and phone numbers need none
    #[arg(long = "secret-in", value_name = "VARIABLE")]
    pub(crate) secrets: Vec<String>,
}

pub(crate) async fn run(
    arguments: Arguments,
    call: Call,
    global: &GlobalOptions,
) -> Result<Ending, Failure> {
    let session = call.session(global)?;
    let mut tape = Tape::start(arguments, &call, &session)?;
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

/// A recorder that knows where its recording goes.
pub(crate) struct Tape {
    recorder: Recorder,
    folder: PathBuf,
    provider: &'static str,
    case: String,
}

impl Tape {
    /// Checks everything that could prevent saving before anything is sent: a call that
    /// moved money cannot be made again for the sake of a better file name.
    pub(crate) fn start(
        arguments: Arguments,
        call: &Call,
        session: &Session,
    ) -> Result<Self, Failure> {
        if session.environment == Environment::Production {
            return Err(Failure::usage(
                "production is not recorded, for real people and their money are in it; leave \
                 --production out to record the tests environment",
            ));
        }
        let provider = call.provider();
        let Arguments { into, case, .. } = &arguments;
        Recorder::check_place(into, provider, case)
            .map_err(|error| Failure::usage(said(&error)))?;

        let base = call.base_url(session);
        let base = base.as_deref().map(BaseUrl::parse).transpose();
        let base = base.map_err(|reason| Failure::usage(format!("--base-url: {reason}")))?;
        let live = live(base.as_ref()).map_err(|error| Failure::usage(error.to_string()))?;
        let mut recorder = Recorder::new(live, OffsetDateTime::now_utc().date());
        if let Some(base) = &base {
            recorder = recorder.with_base(base);
        }
        for person in &arguments.people {
            recorder = recorder.with_person(person);
        }
        for variable in &arguments.secrets {
            let value = std::env::var(variable)
                .map_err(|_| Failure::usage(format!("--secret-in: {variable} is not set")))?;
            recorder = recorder.with_secret(&value, &placeholder(variable));
        }
        Ok(Self {
            recorder,
            folder: arguments.into,
            provider,
            case: arguments.case,
        })
    }

    /// How a client is to reach the service, so that it is recorded. None of its keys is saved,
    /// wherever it turns up.
    pub(crate) fn client(&mut self, keys: &[(&str, &str)]) -> ClientConfig {
        for (name, value) in keys {
            let recorder = self.recorder.clone();
            self.recorder = recorder.with_secret(value, &placeholder(name));
        }
        // A client with the same randomness asks under the same numbers again.
        ClientConfig::new()
            .with_transport(self.recorder.clone())
            .with_randomness(FixedRandomness(0))
    }

    /// Writes the fixtures and returns their paths, or the reason why it cannot.
    pub(crate) fn save(&self) -> Result<Vec<PathBuf>, String> {
        let saved = self.recorder.save(&self.folder, self.provider, &self.case);
        let names = saved.map_err(|error| said(&error))?;
        Ok(names.iter().map(|name| self.folder.join(name)).collect())
    }
}

fn live(base: Option<&BaseUrl>) -> Result<impl HttpTransport + use<>, TransportError> {
    let settings = TransportSettings::default();
    if base.is_none_or(BaseUrl::is_https) {
        ReqwestTransport::new(settings)
    } else {
        ReqwestTransport::for_loopback(settings)
    }
}

fn placeholder(name: &str) -> String {
    format!("[{}]", name.to_ascii_lowercase())
}

/// The error and what caused it.
fn said(error: &RecordError) -> String {
    match error {
        RecordError::Unwritable { source, .. } => format!("{error}: {source}"),
        _ => error.to_string(),
    }
}
