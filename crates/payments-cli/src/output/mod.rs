//! Prints results: as a table for a person, or as JSON for a program.

mod failure;
mod progress;
mod table;

use std::env;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use comfy_table::Table;
use serde::Deserialize;

use crate::exit::{Ending, Failure};
use crate::view::View;

pub(crate) use failure::command_line;
use failure::failure_view;
pub(crate) use progress::{bar, counted, searching};
pub(crate) use table::{Item, List, Screen, Shown, Tabular};

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Output {
    /// A table for a person
    #[default]
    Table,
    /// One JSON document for a program
    Json,
}

impl Output {
    /// Prints the result of a call that only reads.
    pub(crate) fn print(self, view: &View) -> Result<Ending, Failure> {
        self.write(view, Screen::of_stdout(), &mut io::stdout().lock())?;
        Ok(Ending::Done)
    }

    /// Prints the result of a call that moves money. If standard output fails, prints it on
    /// standard error, and the returned ending says that the call itself was done.
    pub(crate) fn print_done(self, view: &View) -> Result<Ending, Failure> {
        let written = self.write(view, Screen::of_stdout(), &mut io::stdout().lock());
        let Err(error) = written else {
            return Ok(Ending::Done);
        };
        let mut err = io::stderr().lock();
        // Where standard error fails too, the exit code still tells.
        let _ = self.write(view, Screen::piped(), &mut err);
        let _ = writeln!(
            err,
            "payments: the call was done, but standard output failed: {error}; its result is above"
        );
        Ok(Ending::NotPrinted)
    }

    fn write(self, view: &View, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.text(view, screen)?)?;
        out.flush()
    }

    /// Prints a failure on standard error. Where even that fails, the exit code still tells.
    pub(crate) fn print_failure(self, failure: &Failure, verbose: bool) {
        let view = failure_view(failure, verbose);
        let mut err = io::stderr().lock();
        let _ = match self {
            Self::Json => match self.text(&View::Failure(view), Screen::piped()) {
                Ok(json) => writeln!(err, "{json}"),
                Err(error) => Err(error),
            },
            Self::Table => writeln!(err, "payments: {}", view.message),
        };
    }

    /// Prints one document of several: JSON documents take one line each.
    pub(crate) fn print_line(self, view: &View, line: &str, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Json => writeln!(out, "{}", serde_json::to_string(view)?)?,
            Self::Table => writeln!(out, "{line}")?,
        }
        out.flush()
    }

    fn text(self, view: &View, screen: Screen) -> io::Result<String> {
        Ok(match self {
            Self::Json => serde_json::to_string_pretty(view)?,
            Self::Table => view.shown().render(screen),
        })
    }
}

impl Screen {
    /// The screen that standard output goes to: a terminal with its width, or what `COLUMNS` says.
    pub(crate) fn of_stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let width = is_terminal.then(|| Table::new().width()).flatten();
        let columns = || env::var("COLUMNS").ok()?.parse().ok();
        Self {
            width: width.map(usize::from).or_else(columns),
            is_terminal,
        }
    }

    fn piped() -> Self {
        Self {
            width: None,
            is_terminal: false,
        }
    }
}
