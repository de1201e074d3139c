//! `payments completions`, `payments man` and `payments schema`: what the command says about
//! itself.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{CommandFactory, Subcommand};
use clap_complete::Shell;
use schemars::schema_for;
use serde_json::Value;

use crate::Arguments;
use crate::exit::{Ending, Failure};
use crate::view::View;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print completions for a shell: `payments completions bash > ~/.bash_completion`
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write the pages of every command into a folder
    Man {
        /// The folder to write into, such as ~/.local/share/man/man1
        #[arg(long, value_name = "DIR")]
        into: Option<PathBuf>,
    },
    /// Print the JSON schema of the results that `--output json` prints
    Schema {
        /// The member `type` of a result, such as payment; all results if left out
        kind: Option<String>,
    },
}

impl Command {
    pub(crate) fn run(self) -> Result<Ending, Failure> {
        let mut out = io::stdout().lock();
        match self {
            Self::Completions { shell } => {
                let mut completions = Vec::new();
                let command = &mut Arguments::command();
                clap_complete::generate(shell, command, "payments", &mut completions);
                out.write_all(&completions)?;
            }
            Self::Man { into: None } => {
                clap_mangen::Man::new(Arguments::command()).render(&mut out)?;
            }
            Self::Man { into: Some(folder) } => {
                fs::create_dir_all(&folder)?;
                clap_mangen::generate_to(Arguments::command(), &folder)?;
            }
            Self::Schema { kind } => writeln!(out, "{:#}", schema(kind.as_deref())?)?,
        }
        out.flush()?;
        Ok(Ending::Done)
    }
}

/// Returns the schema of all results, or of one kind.
fn schema(kind: Option<&str>) -> Result<Value, Failure> {
    let mut schema = schema_for!(View).to_value();
    let Some(kind) = kind else { return Ok(schema) };
    let results = schema.get("oneOf").and_then(Value::as_array);
    let results = results.cloned().unwrap_or_default();
    let name = |result: &Value| {
        let name = result.pointer("/properties/type/const")?;
        name.as_str().map(str::to_owned)
    };
    let names: Vec<String> = results.iter().filter_map(name).collect();
    let one = results
        .into_iter()
        .find(|result| name(result).as_deref() == Some(kind))
        .ok_or_else(|| {
            Failure::usage(format!(
                "there is no result {kind:?}; there are: {}",
                names.join(", ")
            ))
        })?;
    let members = schema.as_object_mut().zip(one.as_object());
    if let Some((whole, one)) = members {
        whole.remove("oneOf");
        whole.extend(one.clone());
    }
    Ok(schema)
}
