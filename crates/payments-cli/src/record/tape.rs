//! What a call is recorded on.

use std::path::PathBuf;

use payments_kit::http::{
    BaseUrl, ClientConfig, HttpTransport, ReqwestTransport, TransportError, TransportSettings,
};
use payments_testkit::{FixedRandomness, RecordError, Recorder};
use time::OffsetDateTime;

use super::Arguments;
use crate::call::Call;
use crate::failure::Failure;

/// A recorder that knows where its recording goes.
pub(crate) struct Tape {
    recorder: Recorder,
    folder: PathBuf,
    provider: &'static str,
    case: String,
}

impl Tape {
    /// Finds out whatever can stand in the way of saving before anything is sent: a call that
    /// moved money cannot be made again for the sake of a better file name.
    pub(super) fn start(arguments: Arguments, call: &Call) -> Result<Self, Failure> {
        if call.connection().production {
            return Err(Failure::usage(
                "production is not recorded, for real people and their money are in it; leave \
                 --production out to record the tests environment",
            ));
        }
        let provider = call.provider();
        let Arguments { into, case, .. } = &arguments;
        Recorder::check_place(into, provider, case)
            .map_err(|error| Failure::usage(said(&error)))?;

        let base = call.base_url();
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

    /// Writes the fixtures, and answers where; or says why not.
    pub(super) fn save(&self) -> Result<Vec<PathBuf>, String> {
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
        ReqwestTransport::for_this_machine(settings)
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
