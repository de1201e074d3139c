//! The steps as a table: in colour on a terminal, plain text elsewhere.

use comfy_table::{Attribute, Cell, CellAlignment, Color};

use super::guide::Step;
use crate::output::empty_table;

pub(crate) fn render(steps: &[Step], is_terminal: bool) -> String {
    let mut table = empty_table(is_terminal);
    let titles = ["Provider", "Step", "Requests", "Result", "Took"];
    table.set_header(titles.map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    for step in steps {
        let (result, color) = match &step.result {
            Ok(result) => (format!("✓ {result}"), Color::Green),
            Err(error) => (format!("✗ {error}"), Color::Red),
        };
        table.add_row([
            Cell::new(step.provider),
            Cell::new(step.call),
            Cell::new(step.requests.join("\n")),
            Cell::new(result).fg(color),
            Cell::new(format!("{:.1?}", step.took)).set_alignment(CellAlignment::Right),
        ]);
    }
    table.to_string()
}
