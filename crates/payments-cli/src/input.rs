//! Secrets and documents: from the environment, a prompt, a file or standard input, never from
//! arguments, which every user of the machine can read.

use std::fs;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;

use url::Url;

use crate::exit::Failure;
use crate::profile::variable;

/// Parses a URL.
pub(crate) fn url(text: &str) -> Result<Url, &'static str> {
    Url::parse(text).map_err(|_| "must be a complete URL, such as https://shop.example/paid")
}

/// Reads a secret from an environment variable, or from a hidden prompt.
pub(crate) fn secret(name: &str, label: &str) -> Result<String, Failure> {
    match variable(name) {
        Some(value) => Ok(value),
        None if io::stdin().is_terminal() => hidden(label),
        None => Err(Failure::usage(format!(
            "set {name} ({label}), or run on a terminal to be asked for it"
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

/// Reads a secret from a hidden prompt.
pub(crate) fn hidden(label: &str) -> Result<String, Failure> {
    Ok(rpassword::prompt_password(format!("{label}: "))?)
}

/// Reads a file, or standard input for `-` or no file at all.
pub(crate) fn read(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match file {
        Some(path) if path != Path::new("-") => fs::read(path)
            .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", path.display()))),
        _ => {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text)?;
            Ok(text)
        }
    }
}

/// Whether a document is asked for field by field: there is no file, and a terminal.
pub(crate) fn is_typed(file: Option<&Path>) -> bool {
    file.is_none() && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks the operator to go on, where there is a terminal to ask on.
pub(crate) fn confirm(warning: &str) -> Result<(), Failure> {
    let mut err = io::stderr();
    if !err.is_terminal() {
        return Ok(());
    }
    let mut typed = String::new();
    if io::stdin().is_terminal() {
        ask_to_go_on(&mut err, warning)?;
        io::stdin().read_line(&mut typed)?;
    } else if let Ok(terminal) = fs::File::open("/dev/tty") {
        // Standard input is a document.
        ask_to_go_on(&mut err, warning)?;
        BufReader::new(terminal).read_line(&mut typed)?;
    } else {
        return Ok(());
    }
    if typed.trim() == "yes" {
        Ok(())
    } else {
        Err(Failure::usage("not confirmed: nothing was sent"))
    }
}

fn ask_to_go_on(err: &mut impl Write, warning: &str) -> io::Result<()> {
    write!(err, "{warning} Type yes to go on: ")?;
    err.flush()
}

/// Prints a remark on standard error. A remark that cannot be printed is not worth a failure.
pub(crate) fn say(remark: &str) {
    let _ = writeln!(io::stderr(), "payments: {remark}");
}
