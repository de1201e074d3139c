//! The recording of a call.

use std::path::PathBuf;

use clap::Args;
use payments_core::Environment;
use payments_kit::http::{
    BaseUrl, ClientConfig, HttpTransport, ReqwestTransport, TransportError, TransportSettings,
};
use payments_testkit::{FixedRandomness, RecordError, Recorder};
use time::OffsetDateTime;

use crate::exit::Failure;
use crate::session::Session;

/// Where a recording goes, and what must not be in it.
#[derive(Args)]
pub(crate) struct Recording {
    /// The folder of fixtures to write below, as PROVIDER/OPERATION/CASE
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// What the recording is called, in snake_case; no fixture of the provider may have the name
    #[arg(long, value_name = "NAME")]
    case: String,
    /// The name of a person whom the request or the response is about; an invented name is written
    #[arg(long = "person", value_name = "NAME")]
    people: Vec<String>,
    /// An environment variable with a value that must not be written. Keys, cards, security codes,
    /// PINs, tokens, e-mail addresses and phone numbers need none
    #[arg(long = "secret-in", value_name = "VARIABLE")]
    secrets: Vec<String>,
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
        recording: Recording,
        session: &Session,
        provider: &'static str,
        base_url: Option<String>,
    ) -> Result<Self, Failure> {
        if session.environment == Environment::Production {
            return Err(Failure::usage(
                "production is not recorded, for real people and their money are in it; leave \
                 --production out to record the test environment",
            ));
        }
        let Recording { into, case, .. } = &recording;
        Recorder::check_place(into, provider, case)
            .map_err(|error| Failure::usage(said(&error)))?;

        let base = base_url.as_deref().map(BaseUrl::parse).transpose();
        let base = base.map_err(|reason| Failure::usage(format!("--base-url: {reason}")))?;
        let live = live(base.as_ref()).map_err(|error| Failure::usage(error.to_string()))?;
        let mut recorder = Recorder::new(live, OffsetDateTime::now_utc().date());
        if let Some(base) = &base {
            recorder = recorder.with_base(base);
        }
        for person in &recording.people {
            recorder = recorder.with_person(person);
        }
        for variable in &recording.secrets {
            let value = std::env::var(variable)
                .map_err(|_| Failure::usage(format!("--secret-in: {variable} is not set")))?;
            recorder = recorder.with_secret(&value, &placeholder(variable));
        }
        Ok(Self {
            recorder,
            folder: recording.into,
            provider,
            case: recording.case,
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
