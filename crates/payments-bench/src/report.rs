//! Tables of figures, on the screen and in the documentation.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::Problem;

/// The targets in the order of the documentation.
const TARGETS: [&str; 7] = [
    "throughput",
    "instructions",
    "journal",
    "token_herd",
    "history",
    "batches",
    "weight",
];

/// Whether a figure is within its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Held,
    /// It does not.
    Broken,
    /// It has none.
    Shown,
}

impl Verdict {
    /// Held or broken.
    pub fn of(is_held: bool) -> Self {
        if is_held { Self::Held } else { Self::Broken }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Broken => "**broken**",
            Self::Shown => "",
        }
    }
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub figure: String,
    /// What was measured.
    pub ours: String,
    /// What it is compared with.
    pub peer: String,
    /// The two compared.
    pub compared: String,
    /// What is promised.
    pub budget: String,
    /// Whether the promise is kept.
    pub verdict: Verdict,
}

/// The figures of one target.
#[derive(Clone, Debug)]
pub struct Table {
    target: &'static str,
    title: &'static str,
    notes: Vec<String>,
    rows: Vec<Row>,
    needs_idle_machine: bool,
}

impl Table {
    /// An empty table of a target of this package.
    pub fn new(target: &'static str, title: &'static str) -> Self {
        Self {
            target,
            title,
            notes: Vec::new(),
            rows: Vec::new(),
            needs_idle_machine: true,
        }
    }

    /// A table whose figures do not depend on what else the machine does, or whose own server is
    /// another program.
    #[must_use]
    pub fn on_any_machine(mut self) -> Self {
        self.needs_idle_machine = false;
        self
    }

    /// Whether the figures hold only when other programs leave the processors alone.
    pub fn needs_idle_machine(&self) -> bool {
        self.needs_idle_machine
    }

    /// Adds a paragraph about how it was measured.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Adds a figure.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Whether any budget is broken.
    pub fn is_broken(&self) -> bool {
        self.rows.iter().any(|row| row.verdict == Verdict::Broken)
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n\n", self.title);
        for note in &self.notes {
            let _ = writeln!(text, "{note}\n");
        }
        text.push_str("| figure | ours | beside | compared | budget | verdict | command |\n");
        text.push_str("|---|--:|--:|--:|--:|---|---|\n");
        for row in &self.rows {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | `cargo bench -p payments-bench --bench {}` |",
                row.figure,
                row.ours,
                row.peer,
                row.compared,
                row.budget,
                row.verdict.word(),
                self.target,
            );
        }
        text
    }

    /// Prints the table.
    ///
    /// # Errors
    ///
    /// When standard output is closed.
    pub fn print(&self) -> Result<(), Problem> {
        writeln!(io::stdout().lock(), "\n{}", self.markdown())?;
        Ok(())
    }

    /// Writes the table to its page, as measured on a machine with so many cores.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&self, cores: usize) -> Result<(), Problem> {
        let path = page();
        let page = fs::read_to_string(&path).unwrap_or_default();
        fs::write(
            path,
            with_section(&page, self.target, &self.markdown(), cores),
        )?;
        Ok(())
    }
}

/// Where the tables are kept.
fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/measured/performance.md")
}

/// The page with this section in place of the one of the same target, all in the targets' order.
fn with_section(page: &str, target: &str, text: &str, cores: usize) -> String {
    let mut text_of_page = introduction(cores);
    for name in TARGETS {
        let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
        let kept = page.split_once(&open).and_then(|(_, rest)| {
            let (kept, _) = rest.split_once(&close)?;
            Some(kept.trim())
        });
        let section = if name == target {
            Some(text.trim())
        } else {
            kept
        };
        if let Some(section) = section {
            let _ = write!(text_of_page, "\n{open}\n\n{section}\n\n{close}\n");
        }
    }
    text_of_page
}

fn introduction(cores: usize) -> String {
    let (os, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    format!(
        "\
# What a call costs

The limit of a call is reqwest sending the same bytes and serde reading the response into the same
fields. These tables compare with that limit, both sides measured in one run, so that the ratios
hold on any machine. The absolute figures are those of the machine that wrote this page, with
{cores} cores ({architecture}, {os}), in cargo's release profile.

`.ci/bench` installs what the targets need. `cargo bench -p payments-bench --no-fail-fast -- --write`
writes this page, and the command of a target with `-- --write` its section. A target ends with exit
code 1 when a budget is broken.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_replaces_its_own_and_keeps_the_others_in_order() {
        let page = with_section("", "weight", "## D\n\nformer", 2);
        let page = with_section(&page, "throughput", "## C", 2);
        let page = with_section(&page, "weight", "## D\n\nnew\n", 2);
        assert!(!page.contains("former"));
        let place = |text: &str| page.find(text).unwrap();
        assert!(place("# What a call costs") < place("## C"));
        assert!(place("## C") < place("## D\n\nnew"));
        assert_eq!(page.matches("<!-- weight -->").count(), 1);
    }

    #[test]
    fn one_broken_budget_breaks_the_table() {
        let mut table = Table::new("weight", "Weight");
        let row = Row {
            figure: "an intent".to_owned(),
            ours: "2".to_owned(),
            peer: "1".to_owned(),
            compared: "2.000".to_owned(),
            budget: "≤ 1.15".to_owned(),
            verdict: Verdict::of(true),
        };
        table.push(row.clone());
        assert!(!table.is_broken());
        table.push(Row {
            verdict: Verdict::of(false),
            ..row
        });
        assert!(table.is_broken());
        assert!(table.markdown().ends_with(
            "| an intent | 2 | 1 | 2.000 | ≤ 1.15 | **broken** | `cargo bench -p payments-bench --bench weight` |\n"
        ));
    }
}
