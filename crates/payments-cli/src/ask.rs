//! Secrets and requests: from the environment, a prompt, or standard input, never from arguments,
//! which every user of the machine can read.

use std::env;
use std::io::{self, IsTerminal, Read, Write};

use crate::exit::Failure;

/// A secret from an environment variable, or from a prompt that shows nothing.
pub(crate) fn secret(variable: &str, label: &str) -> Result<String, Failure> {
    match env::var(variable) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ if io::stdin().is_terminal() => hidden(label),
        _ => Err(Failure::usage(format!(
            "set {variable} ({label}), or run on a terminal to be asked for it"
        ))),
    }
}

/// Reads a secret that has no environment variable from a hidden prompt, or from a line of
/// standard input.
pub(crate) fn secret_line(label: &str) -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        return hidden(label);
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() {
        return Err(Failure::usage(format!(
            "{label} is expected on standard input"
        )));
    }
    Ok(line.to_owned())
}

/// A text that may be shown while it is typed.
pub(crate) fn line(label: &str) -> Result<String, Failure> {
    let mut prompt = io::stderr();
    write!(prompt, "{label}: ")?;
    prompt.flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// All of standard input.
pub(crate) fn document() -> Result<String, Failure> {
    let mut document = String::new();
    io::stdin().read_to_string(&mut document)?;
    Ok(document)
}

pub(crate) fn hidden(label: &str) -> Result<String, Failure> {
    Ok(rpassword::prompt_password(format!("{label}: "))?)
}
