//! Results: as a table for a person, or as JSON for a program.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::exit::Failure;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// A table for a person
    #[default]
    Table,
    /// One JSON document for a program
    Json,
}

impl Output {
    /// Prints a result.
    pub(crate) fn print(self, result: &impl Serialize) -> Result<(), Failure> {
        let value = serde_json::to_value(result).map_err(io::Error::from)?;
        let mut out = io::stdout().lock();
        let is_terminal = out.is_terminal();
        match self {
            Self::Json => writeln!(out, "{value:#}")?,
            Self::Table => writeln!(out, "{}", table(&value, is_terminal))?,
        }
        Ok(())
    }

    /// Prints a failure: where results go to a program, it gets the failure as JSON too.
    pub(crate) fn print_failure(self, failure: &Failure) -> Result<(), Failure> {
        let mut out = io::stderr().lock();
        match (self, failure) {
            (Self::Json, Failure::Payment(error)) => {
                let value = serde_json::to_value(error).map_err(io::Error::from)?;
                writeln!(out, "{value:#}")?;
            }
            _ => writeln!(out, "payments: {failure}")?,
        }
        Ok(())
    }
}

/// An empty table: framed on a terminal, plain text elsewhere.
pub(crate) fn empty_table(is_terminal: bool) -> Table {
    let mut table = Table::new();
    if is_terminal {
        table
            .load_style(UTF8_FULL_CONDENSED.with_rounded_corners())
            .set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.load_style(NOTHING).force_no_tty();
    }
    table
}

/// A list as rows, anything else as a column of names and values.
fn table(value: &Value, is_terminal: bool) -> Table {
    let mut table = empty_table(is_terminal);
    match value {
        Value::Array(rows) => {
            let names = names(rows);
            table.set_header(&names);
            for row in rows {
                let values = names.iter().map(|name| row.get(name).map(cell));
                table.add_row(values.map(Option::unwrap_or_default));
            }
        }
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(_, value)| !is_nothing(value)) {
                table.add_row([name.clone(), cell(value)]);
            }
        }
        plain => {
            table.add_row([cell(plain)]);
        }
    }
    table
}

/// The members that any row has something in.
fn names(rows: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, value) in rows.iter().filter_map(Value::as_object).flatten() {
        if !is_nothing(value) && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        _ => false,
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(members) => members_in_a_cell(members),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("\n"),
        plain => plain.to_string(),
    }
}

fn members_in_a_cell(members: &Map<String, Value>) -> String {
    // Money reads as one thing.
    if let (Some(Value::String(amount)), Some(Value::String(currency)), 2) = (
        members.get("amount"),
        members.get("currency"),
        members.len(),
    ) {
        return format!("{amount} {currency}");
    }
    let shown = members.iter().filter(|(_, value)| !is_nothing(value));
    let lines: Vec<String> = shown
        .map(|(name, value)| format!("{name}: {}", cell(value)))
        .collect();
    lines.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(value: &Value) -> Vec<String> {
        let table = table(value, false).to_string();
        table.lines().map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn a_result_is_a_column_of_what_it_has() {
        let payment = json!({
            "id": "P-1", "amount": {"amount": "20.00", "currency": "VES"}, "payer": null,
            "tags": [], "next_action": {"redirect_payer": "https://x.example/"},
        });
        assert_eq!(
            lines(&payment),
            [
                "amount       20.00 VES",
                "id           P-1",
                "next_action  redirect_payer: https://x.example/",
            ]
        );
    }

    #[test]
    fn a_list_is_rows_under_the_names_that_any_has() {
        let rows = json!([{"id": "1", "x": null}, {"id": "2", "y": 3}]);
        assert_eq!(lines(&rows), ["id  y", "1", "2   3"]);
    }
}
