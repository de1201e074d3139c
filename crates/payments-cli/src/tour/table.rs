//! The steps as a table: in colour on a terminal, plain text elsewhere.

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};

use super::guide::Step;

pub(crate) fn render(steps: &[Step], is_terminal: bool) -> String {
    let mut table = Table::new();
    if is_terminal {
        table
            .load_style(UTF8_FULL_CONDENSED.with_rounded_corners())
            .set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        table.load_style(NOTHING).force_no_tty();
    }
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
