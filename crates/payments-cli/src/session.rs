//! The options that commands share, and what they mean for one call.

use std::path::PathBuf;

use clap::Args;
use payments_core::{Environment, ErrorKind, Outcome};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::exit::Failure;
use crate::input;
use crate::output::{Output, command_line};
use crate::profile::{self, Profile};
use crate::signals::Signals;
use crate::view::Privacy;

/// Options of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalOptions {
    /// How to print results and failures; a table by default
    #[arg(long, global = true, value_enum)]
    output: Option<Output>,
    /// Print personal data that the provider reports: names, e-mail addresses, your own param1 to
    /// param5, and the names of a payer's accounts
    #[arg(long, global = true)]
    show_personal: bool,
    /// Print the causes of a failure, and whether it was DNS, a refused connection, TLS or a timeout
    #[arg(long, short, global = true)]
    verbose: bool,
    /// The profile to take settings from
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    /// The file of profiles
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Options of every command that calls a provider.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Provider options")]
pub(crate) struct Connection {
    /// Call production: real money. On a terminal, a call that moves money asks first
    #[arg(long, global = true, conflicts_with = "sandbox")]
    production: bool,
    /// Call the provider's test environment; this is the default
    #[arg(long, global = true)]
    sandbox: bool,
    /// Call this base URL instead, such as one that `payments sandbox` prints
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Do not ask before a call to production moves money
    #[arg(long, short, global = true)]
    yes: bool,
}

/// Which journal is used.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct JournalOption {
    /// The journal: a file, which is created, or the URL of a PostgreSQL database without a
    /// password (which PAYMENTS_JOURNAL or PGPASSWORD may hold)
    #[arg(long, global = true, value_name = "FILE|URL")]
    journal: Option<String>,
}

impl JournalOption {
    /// Returns the place of the journal: as the option, the environment or the profile says.
    pub(crate) fn place(&self, profile: &Profile) -> Result<Option<String>, Failure> {
        if let Some(place) = &self.journal {
            let has_password = url::Url::parse(place).is_ok_and(|url| url.password().is_some());
            if has_password {
                return Err(Failure::usage(
                    "--journal: the password of a database is not an argument, which every user \
                     of the machine can read: set PAYMENTS_JOURNAL to the URL, or PGPASSWORD",
                ));
            }
            return Ok(Some(place.clone()));
        }
        let variable = profile::variable("PAYMENTS_JOURNAL");
        Ok(variable.or_else(|| profile.journal.clone()))
    }

    /// Returns the arguments that repeat the option.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let journal = self.journal.iter().cloned();
        journal
            .flat_map(|place| ["--journal".to_owned(), place])
            .collect()
    }
}

/// Returns the file that is used where nothing else is said.
pub(crate) fn default_file() -> Option<PathBuf> {
    let folder = profile::variable("XDG_STATE_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(profile::variable("HOME")?).join(".local/state"));
    Some(
        folder
            .or_else(home)?
            .join("payments")
            .join("journal.sqlite"),
    )
}

impl GlobalOptions {
    /// Returns how results are printed: as the option, the environment or the profile says.
    pub(crate) fn output(&self) -> Output {
        let profile = || self.load_profile().ok().and_then(|profile| profile.output);
        let output = self.output.or_else(Output::of_environment);
        output.or_else(profile).unwrap_or_default()
    }

    /// Whether the causes of failures are printed.
    pub(crate) fn verbose(&self) -> bool {
        self.verbose
    }

    /// Loads the profile that the options or the environment name.
    pub(crate) fn load_profile(&self) -> Result<Profile, Failure> {
        Profile::load(self.profile.as_deref(), self.config.as_deref())
    }
}

/// What the options, the environment and the profile mean for a call to a provider.
pub(crate) struct Session {
    pub(crate) output: Output,
    pub(crate) privacy: Privacy,
    pub(crate) provider: &'static str,
    pub(crate) environment: Environment,
    /// The file or the URL of the journal.
    pub(crate) journal: Option<String>,
    pub(crate) base_url: Option<String>,
    is_confirmed: bool,
    /// The arguments that repeat the options.
    arguments: Vec<String>,
}

/// The command that finds out what an unknown outcome came to.
#[derive(Clone, Debug)]
pub(crate) struct Finder {
    arguments: Vec<String>,
    needs_time: bool,
    /// The command that shows an earlier call with the same reference.
    look_up: Option<&'static str>,
}

impl Finder {
    /// Resolves a call by its reference or id.
    pub(crate) fn resolve(command: &str, key: impl ToString) -> Self {
        Self {
            arguments: vec![command.to_owned(), key.to_string()],
            needs_time: true,
            look_up: match command {
                "resolve-payment" => Some("find-payment"),
                "resolve-subscription" => Some("find-subscription"),
                _ => None,
            },
        }
    }

    /// Looks something up by its id.
    pub(crate) fn look_up(command: &str, key: impl ToString) -> Self {
        Self {
            needs_time: false,
            ..Self::resolve(command, key)
        }
    }

    /// Returns the command that shows an earlier call with the same reference.
    fn earlier(&self, session: &Session) -> Option<String> {
        let [_, key] = self.arguments.as_slice() else {
            return None;
        };
        let finder = Self::look_up(self.look_up?, key);
        Some(session.find_out(&finder, OffsetDateTime::now_utc()))
    }
}

impl Session {
    /// Puts the options, the environment and the profile together.
    pub(crate) fn new(
        options: &GlobalOptions,
        connection: &Connection,
        journal: &JournalOption,
        provider: &'static str,
    ) -> Result<Self, Failure> {
        let profile = options.load_profile()?;
        let environment = match (connection.production, connection.sandbox) {
            (true, _) => Environment::Production,
            (_, true) => Environment::Sandbox,
            _ => profile.environment()?,
        };
        let base_url = connection.base_url.clone();
        let mut arguments = vec!["payments".to_owned()];
        let mut repeat = |option: &str, value: Option<String>| {
            if let Some(value) = value {
                arguments.extend([option.to_owned(), value]);
            }
        };
        repeat("--profile", options.profile.clone());
        let config = options.config.as_ref();
        repeat("--config", config.map(|path| path.display().to_string()));
        arguments.push(provider.to_owned());
        if connection.production {
            arguments.push("--production".to_owned());
        }
        if connection.sandbox {
            arguments.push("--sandbox".to_owned());
        }
        if let Some(base_url) = &base_url {
            arguments.extend(["--base-url".to_owned(), base_url.clone()]);
        }
        arguments.extend(journal.arguments());
        Ok(Self {
            output: options.output(),
            privacy: match options.show_personal {
                true => Privacy::Show,
                false => Privacy::Hide,
            },
            provider,
            environment,
            journal: journal.place(&profile)?,
            base_url: base_url.or_else(|| profile.base_url(provider)),
            is_confirmed: connection.yes,
            arguments,
        })
    }

    /// Adds options of the provider that repeat the call.
    pub(crate) fn repeat_with(&mut self, arguments: impl IntoIterator<Item = String>) {
        self.arguments.extend(arguments);
    }

    /// Asks before a call to production moves money, where there is a terminal to ask on.
    pub(crate) fn confirm(&self, what: &str) -> Result<(), Failure> {
        if self.environment == Environment::Production && !self.is_confirmed {
            input::confirm(&format!("This is production: {what} moves real money."))?;
        }
        Ok(())
    }

    /// Waits for a call that moves money. If its outcome is unknown, the failure has the command
    /// that finds out. The first signal does not abandon the call; the second does.
    pub(crate) async fn money<T>(
        &self,
        finder: &Finder,
        call: impl Future<Output = payments_core::Result<T>>,
    ) -> Result<T, Failure> {
        let began = OffsetDateTime::now_utc();
        let find_out = || self.find_out(finder, began);
        let mut signals = Signals::listen()?;
        let mut call = std::pin::pin!(call);
        let mut is_asked_to_end = false;
        let result = loop {
            tokio::select! {
                result = &mut call => break result,
                () = signals.next() => {
                    if is_asked_to_end {
                        return Err(Failure::Interrupted { find_out: Some(find_out()) });
                    }
                    is_asked_to_end = true;
                    input::say("waiting for the response; a second signal ends without it");
                }
            }
        };
        result.map_err(|error| {
            let is_unknown = error.outcome() == Outcome::Unknown && error.operation().moves_money();
            let find_out = match error.kind() {
                _ if is_unknown => Some(find_out()),
                ErrorKind::DuplicateReference => finder.earlier(self),
                _ => None,
            };
            Failure::Payment { error, find_out }
        })
    }

    /// Returns the command that resolves a call begun at this time.
    pub(crate) fn find_out(&self, finder: &Finder, began: OffsetDateTime) -> String {
        let mut arguments = self.arguments.clone();
        arguments.extend(finder.arguments.iter().cloned());
        if finder.needs_time {
            // To the second before: the call was begun no earlier.
            let began = began.replace_nanosecond(0).unwrap_or(began);
            let began = began.format(&Rfc3339).unwrap_or_default();
            arguments.extend(["--attempted-at".to_owned(), began]);
        }
        command_line(&arguments)
    }
}

/// Whether a failure is a request that was found invalid before it was sent.
pub(crate) fn is_invalid_request(failure: &Failure) -> bool {
    matches!(failure, Failure::Payment { error, .. }
        if error.kind() == ErrorKind::InvalidRequest && error.outcome() == Outcome::NotSent)
}

impl Output {
    /// Returns what the environment variable says.
    pub(crate) fn of_environment() -> Option<Self> {
        match profile::variable("PAYMENTS_OUTPUT")?.as_str() {
            "json" => Some(Self::Json),
            "table" => Some(Self::Table),
            _ => None,
        }
    }
}
