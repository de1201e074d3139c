//! Profiles: settings in a file and in the environment, so that they need not be repeated.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use payments_core::Environment;
use serde::Deserialize;

use crate::exit::Failure;
use crate::output::Output;

/// The configuration file: profiles by their names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

/// One profile. Credentials are not part of it: they come from the environment or a prompt.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    environment: Option<EnvironmentName>,
    pub(crate) output: Option<Output>,
    pub(crate) journal: Option<String>,
    #[serde(default)]
    mpandco: Provider,
    #[serde(default)]
    pagofacil: Provider,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    base_url: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EnvironmentName {
    Sandbox,
    Production,
}

/// The help about profiles.
pub(crate) const HELP: &str = r#"Profiles:
  A file of profiles, named by --config or PAYMENTS_CONFIG, or else
  $XDG_CONFIG_HOME/payments/config.toml (~/.config/payments/config.toml). --profile or
  PAYMENTS_PROFILE names the profile; without either, the one named "default" is used if there
  is one. Options go before the environment, and the environment before the profile.

    [profiles.shop]
    environment = "sandbox"                    # or "production"
    output = "json"                            # or "table"
    journal = "/var/lib/shop/journal.sqlite"   # or the URL of a PostgreSQL database
    mpandco.base_url = "http://127.0.0.1:8080/"
    pagofacil.base_url = "http://127.0.0.1:8080/st/public/"

Environment:
  PAYMENTS_PROFILE, PAYMENTS_CONFIG            the profile and the file of profiles
  PAYMENTS_ENVIRONMENT                         sandbox or production
  PAYMENTS_OUTPUT                              table or json
  PAYMENTS_JOURNAL                             as --journal
  MPANDCO_BASE_URL, PAGOFACIL_BASE_URL         as --base-url
  MPANDCO_CLIENT_ID, MPANDCO_CLIENT_SECRET     the credentials of mPandco
  MPANDCO_SANDBOX_TOKEN                        the token of the sandbox's tools
  PAGOFACIL_BRANCH_ID, PAGOFACIL_USER_ID       the credentials of PagoFácil
  PAGOFACIL_API_SECRET                         for its reports and for cancellation

Secrets are never options, which every user of the machine can read, nor part of a profile."#;

impl Profile {
    /// Loads a profile. A profile or a file that was named must exist.
    pub(crate) fn load(name: Option<&str>, file: Option<&Path>) -> Result<Self, Failure> {
        let name = name
            .map(str::to_owned)
            .or_else(|| variable("PAYMENTS_PROFILE"));
        let named = file.map(Path::to_owned);
        let named = named.or_else(|| variable("PAYMENTS_CONFIG").map(PathBuf::from));
        let path = named.clone().or_else(default_path);
        let text = match path.as_deref().map(std::fs::read_to_string) {
            Some(Ok(text)) => text,
            Some(Err(error)) if named.is_some() || name.is_some() => {
                let path = path.unwrap_or_default();
                return Err(Failure::usage(format!(
                    "the file of profiles {} cannot be read: {error}",
                    path.display()
                )));
            }
            _ => String::new(),
        };
        let mut profiles = Self::parse(&text)?;
        match name {
            Some(name) => profiles.remove(&name).ok_or_else(|| {
                let names: Vec<&str> = profiles.keys().map(String::as_str).collect();
                Failure::usage(format!(
                    "there is no profile {name:?}; there are: {}",
                    names.join(", ")
                ))
            }),
            None => Ok(profiles.remove("default").unwrap_or_default()),
        }
    }

    fn parse(text: &str) -> Result<BTreeMap<String, Self>, Failure> {
        // The parser's own text quotes the file, which may hold what does not belong there.
        let file: File = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text
                .bytes()
                .take(start)
                .filter(|byte| *byte == b'\n')
                .count()
                + 1;
            Failure::usage(format!(
                "the file of profiles is invalid at line {line}: a profile may hold environment \
                 (sandbox or production), output (table or json), journal, mpandco.base_url and \
                 pagofacil.base_url; credentials come from the environment"
            ))
        })?;
        Ok(file.profiles)
    }

    /// Returns the environment: that of the environment variable, of the profile, or the sandbox.
    pub(crate) fn environment(&self) -> Result<Environment, Failure> {
        match variable("PAYMENTS_ENVIRONMENT").as_deref() {
            Some("sandbox") => Ok(Environment::Sandbox),
            Some("production") => Ok(Environment::Production),
            Some(_) => Err(Failure::usage(
                "PAYMENTS_ENVIRONMENT must be sandbox or production",
            )),
            None => Ok(match self.environment {
                Some(EnvironmentName::Production) => Environment::Production,
                Some(EnvironmentName::Sandbox) | None => Environment::Sandbox,
            }),
        }
    }

    /// Returns the base URL of a provider, if the environment or the profile has one.
    pub(crate) fn base_url(&self, provider: &str) -> Option<String> {
        let own = match provider {
            "mpandco" => &self.mpandco,
            _ => &self.pagofacil,
        };
        let variable = variable(&format!("{}_BASE_URL", provider.to_uppercase()));
        variable.or_else(|| own.base_url.clone())
    }
}

/// Returns an environment variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn default_path() -> Option<PathBuf> {
    let folder = variable("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".config")))?;
    Some(folder.join("payments").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_help_is_a_valid_file() {
        let example = HELP.lines().filter(|line| line.starts_with("    "));
        let example: Vec<&str> = example.collect();
        let profiles = Profile::parse(&example.join("\n")).unwrap();
        let shop = profiles.get("shop").unwrap();
        assert_eq!(shop.output, Some(Output::Json));
        let base_url = shop.pagofacil.base_url.as_deref();
        assert_eq!(base_url, Some("http://127.0.0.1:8080/st/public/"));
    }

    #[test]
    fn an_invalid_file_is_refused_at_its_line_without_quoting_it() {
        let secret = "s3cr3t-of-the-shop";
        for text in [
            format!("[profiles.shop]\nclient_secret = \"{secret}\""),
            format!("[profiles.shop]\noutput = \"{secret}\""),
            format!("[profiles.shop]\n{secret}"),
        ] {
            let failure = Profile::parse(&text).unwrap_err();
            assert!(!format!("{failure} {failure:?}").contains(secret));
            assert!(failure.to_string().contains("at line 2"), "{failure}");
        }
    }

    /// Files of pieces of profiles, with a secret somewhere that does not belong there.
    fn files() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("[profiles.shop]\n".to_owned()),
            Just("environment = \"production\"\n".to_owned()),
            Just("output = \"json\"\n".to_owned()),
            Just("mpandco.base_url = \"http://127.0.0.1/\"\n".to_owned()),
            Just("client_secret = \"canary\"\n".to_owned()),
            Just("journal = canary\n".to_owned()),
            Just("canary".to_owned()),
            "[\\[\\]{}=\"'#.a\n ]{0,6}",
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused_at_a_line_of_it_without_quoting_it(text in files()) {
            match Profile::parse(&text) {
                // A comment or a name may hold anything.
                Ok(profiles) => prop_assert!(profiles.len() <= text.len()),
                Err(failure) => {
                    let printed = format!("{failure} {failure:?}");
                    prop_assert!(!printed.contains("canary"), "{printed}");
                    let line = printed.split_once("at line ").unwrap().1;
                    let line: usize = line.split_once(':').unwrap().0.parse().unwrap();
                    prop_assert!((1..=text.split('\n').count()).contains(&line), "{printed}");
                }
            }
        }
    }
}
