//! Runs the binary.

use std::io::Write;
use std::process::{Command, Stdio};

use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::samples;
use serde_json::Value;
use url::Url;

use crate::schema;

/// The security code of the tests' card.
pub(crate) const CARD_CODE: &str = "987";

/// How a command ended, and what it printed.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// What it printed, as JSON that fits its schema.
    pub(crate) fn json(&self) -> Value {
        let document = serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{self:?}"));
        schema::check(&document);
        document
    }

    /// The lines that it printed, as JSON documents that fit their schema.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let documents = self.out.lines().map(serde_json::from_str);
        let documents: Vec<Value> = documents.map(Result::unwrap).collect();
        documents.iter().for_each(schema::check);
        documents
    }

    /// The failure that it printed, as JSON that fits its schema.
    pub(crate) fn failure(&self) -> Value {
        let start = self.err.find('{').unwrap_or_else(|| panic!("{self:?}"));
        let (_, text) = self.err.split_at(start);
        let mut documents = serde_json::Deserializer::from_str(text).into_iter();
        let document = documents
            .next()
            .unwrap()
            .unwrap_or_else(|_| panic!("{self:?}"));
        schema::check(&document);
        document
    }
}

/// The keys of the simulator, by the variables that hold them.
pub(crate) fn keys() -> Vec<(&'static str, String)> {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    vec![
        ("MPANDCO_CLIENT_ID", mpandco::CLIENT_ID.to_owned()),
        ("MPANDCO_CLIENT_SECRET", mpandco::CLIENT_SECRET.to_owned()),
        ("PAGOFACIL_BRANCH_ID", branch_id),
        ("PAGOFACIL_USER_ID", user_id),
        (
            "PAGOFACIL_API_SECRET",
            pagofacil::State::sandbox_api_secret(),
        ),
        ("MPANDCO_SANDBOX_TOKEN", mpandco::SANDBOX_TOKEN.to_owned()),
    ]
}

/// Fails if a secret is in what a command printed: a key, a token, a card, its code, or a PIN. A
/// table is made of the same document that is printed as JSON.
fn check_for_secrets(ended: &Ended) {
    let printed = format!("{}\n{}", ended.out, ended.err);
    let public = |name: &str| name == "MPANDCO_CLIENT_ID";
    let mut secrets: Vec<String> = keys()
        .into_iter()
        .filter(|(name, _)| !public(name))
        .map(|(_, key)| key)
        .collect();
    secrets.extend([
        samples::card_number(),
        format!("-{}-11ef-", mpandco::PAY_TOKEN_MARK),
        "SimulatedAccessToken".to_owned(),
        "SimulatedRefreshToken".to_owned(),
    ]);
    for secret in secrets {
        assert!(!printed.contains(&secret), "{secret} is in {printed}");
    }
    for code in [mpandco::PIN, CARD_CODE] {
        let mut words = printed.split(|c: char| !c.is_alphanumeric());
        assert!(words.all(|word| word != code), "{code} is in {printed}");
    }
}

/// Runs `payments` with these arguments, this environment and nothing else, and this input. No
/// command of any test prints a secret.
pub(crate) async fn payments_in(
    environment: Vec<(&'static str, String)>,
    arguments: &[&str],
    input: &str,
) -> Ended {
    // The journal that is used by default is of this call only.
    let state = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_payments"));
    command.args(arguments).env_clear().envs(environment);
    command.env("XDG_STATE_HOME", state.path());
    run(command, input.to_owned()).await
}

/// Runs a line of a shell, in which `payments` is the command, with the keys of the simulator.
pub(crate) async fn shell(line: &str) -> Ended {
    let function = format!(
        "payments() {{ '{}' \"$@\"; }}",
        env!("CARGO_BIN_EXE_payments")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &format!("{function}\n{line}")]);
    let state = tempfile::tempdir().unwrap();
    command
        .env_clear()
        .envs(keys())
        .env("XDG_STATE_HOME", state.path());
    run(command, String::new()).await
}

async fn run(mut command: Command, input: String) -> Ended {
    let run = move || {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing may be gone before it is written to.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let ended = Ended {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        check_for_secrets(&ended);
        ended
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// Runs `payments` against the simulator of mPandco, for JSON.
pub(crate) async fn mpandco(simulator: &Simulator, arguments: &[&str], input: &str) -> Ended {
    for_json("mpandco", &simulator.mpandco_base_url(), arguments, input).await
}

/// Runs `payments` against the simulator of PagoFácil, for JSON.
pub(crate) async fn pagofacil(simulator: &Simulator, arguments: &[&str], input: &str) -> Ended {
    for_json(
        "pagofacil",
        &simulator.pagofacil_base_url(),
        arguments,
        input,
    )
    .await
}

async fn for_json(provider: &str, base_url: &Url, arguments: &[&str], input: &str) -> Ended {
    let mut all = vec![
        provider,
        "--output",
        "json",
        "--base-url",
        base_url.as_str(),
    ];
    all.extend(arguments);
    payments_in(keys(), &all, input).await
}
