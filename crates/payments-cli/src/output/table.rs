//! Tables for a person: one row per item, or one line per field where rows do not fit.

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, Table};

/// How much room there is, and whether it is a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// The number of columns; without one, lines are as long as they need to be.
    pub(crate) width: Option<usize>,
    /// Whether bold text can be shown.
    pub(crate) is_terminal: bool,
}

/// A kind of result that can be a row of a table.
pub(crate) trait Tabular {
    /// The labels of the fields that a row shows.
    const COLUMNS: &'static [&'static str];

    /// Returns everything that is shown of it.
    fn item(&self) -> Item;
}

/// A text, or none.
pub(crate) trait Text {
    /// Returns the text.
    fn text(self) -> Option<String>;
}

impl Text for &str {
    fn text(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Text for String {
    fn text(self) -> Option<String> {
        Some(self)
    }
}

impl Text for &String {
    fn text(self) -> Option<String> {
        Some(self.clone())
    }
}

impl<T: Text> Text for Option<T> {
    fn text(self) -> Option<String> {
        self.and_then(T::text)
    }
}

impl Text for &Option<String> {
    fn text(self) -> Option<String> {
        self.clone()
    }
}

/// The fields of one result.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    fields: Vec<Field>,
    lists: Vec<(String, List)>,
}

#[derive(Clone, Debug)]
struct Field {
    label: String,
    text: String,
    short: Option<String>,
}

impl Item {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a field, if there is a text for it.
    #[must_use]
    pub(crate) fn with(self, label: &str, text: impl Text) -> Self {
        self.with_short(label, text, None::<String>)
    }

    /// Adds a field under a name of the provider.
    #[must_use]
    pub(crate) fn with_named(self, name: &str, text: impl Text) -> Self {
        self.with(name, text)
    }

    /// Adds a field that has a shorter text in a table.
    #[must_use]
    pub(crate) fn with_short(mut self, label: &str, text: impl Text, short: impl Text) -> Self {
        if let Some(text) = text.text().filter(|text| !text.is_empty()) {
            self.fields.push(Field {
                label: label.to_owned(),
                text,
                short: short.text(),
            });
        }
        self
    }

    /// Adds a list below the fields, unless it is empty.
    #[must_use]
    pub(crate) fn with_list(mut self, title: &str, list: List) -> Self {
        if !list.items.is_empty() {
            self.lists.push((title.to_owned(), list));
        }
        self
    }

    /// Adds the fields and lists of another item.
    #[must_use]
    pub(crate) fn followed_by(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self.lists.extend(other.lists);
        self
    }

    fn column(&self, label: &str) -> &str {
        let field = self.fields.iter().find(|field| field.label == label);
        let text = field.map(|field| field.short.as_deref().unwrap_or(&field.text));
        text.unwrap_or_default()
    }

    fn render(&self, screen: Screen) -> String {
        let mut table = empty_table(screen);
        for field in &self.fields {
            table.add_row([bold(&field.label, screen), Cell::new(one_line(&field.text))]);
        }
        let mut text = lines(&table);
        for (title, list) in &self.lists {
            text.push_str(&format!("\n\n{title}\n{}", list.render(screen)));
        }
        text
    }
}

/// Items of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    columns: &'static [&'static str],
    items: Vec<Item>,
}

impl List {
    /// Lists these results.
    pub(crate) fn of<T: Tabular>(results: &[T]) -> Self {
        Self::from_items(results)
    }

    /// Lists the results of an iterator.
    pub(crate) fn from_items<'a, T: Tabular + 'a>(
        results: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        Self {
            columns: T::COLUMNS,
            items: results.into_iter().map(T::item).collect(),
        }
    }

    /// Renders rows if they fit, and else each item with one line per field.
    fn render(&self, screen: Screen) -> String {
        // Without the codes for bold text, which take no room.
        let plain = self.rows(Screen {
            is_terminal: false,
            ..screen
        });
        let longest = plain.lines().map(|line| line.chars().count()).max();
        if screen.width.is_none_or(|width| longest <= Some(width)) {
            return self.rows(screen);
        }
        let items = self.items.iter().map(|item| item.render(screen));
        items.collect::<Vec<_>>().join("\n\n")
    }

    fn rows(&self, screen: Screen) -> String {
        // A column that is empty in every row is left out.
        let is_used = |label: &&&str| self.items.iter().any(|item| !item.column(label).is_empty());
        let columns: Vec<&str> = self.columns.iter().filter(is_used).copied().collect();
        let mut table = empty_table(screen);
        table.set_header(columns.iter().map(|label| bold(label, screen)));
        for item in &self.items {
            table.add_row(columns.iter().map(|label| one_line(item.column(label))));
        }
        lines(&table)
    }
}

/// A result as a person sees it: an item or a list, and notes below it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    item: Option<Item>,
    list: Option<List>,
    more: Item,
    notes: Vec<String>,
}

impl Shown {
    /// Adds a list with a title below.
    #[must_use]
    pub(crate) fn with_list(mut self, title: &str, list: List) -> Self {
        self.more = self.more.with_list(title, list);
        self
    }

    /// Adds a note below.
    #[must_use]
    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Renders the result.
    pub(crate) fn render(&self, screen: Screen) -> String {
        let item = self.item.as_ref().map(|item| item.render(screen));
        let list = self.list.as_ref().filter(|list| !list.items.is_empty());
        let list = list.map(|list| list.render(screen));
        let more = self.more.render(screen);
        let parts = item.into_iter().chain(list);
        parts
            .chain(Some(more).filter(|more| !more.is_empty()))
            .chain(self.notes.iter().cloned())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl From<Item> for Shown {
    fn from(item: Item) -> Self {
        Self {
            item: Some(item),
            ..Self::default()
        }
    }
}

impl From<List> for Shown {
    fn from(list: List) -> Self {
        Self {
            list: Some(list),
            ..Self::default()
        }
    }
}

/// Returns a table without borders.
fn empty_table(screen: Screen) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    // Not what the library finds out: `screen` decides.
    if screen.is_terminal {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn bold(text: &str, screen: Screen) -> Cell {
    let cell = Cell::new(text);
    if screen.is_terminal {
        cell.add_attribute(Attribute::Bold)
    } else {
        cell
    }
}

/// The lines of a table, without the blanks that pad its columns.
fn lines(table: &Table) -> String {
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    let lines: Vec<String> = lines.collect();
    let is_indented = |line: &String| line.is_empty() || line.starts_with(' ');
    if lines.iter().all(is_indented) {
        let unpadded = lines.iter().map(|line| line.get(1..).unwrap_or_default());
        return unpadded.collect::<Vec<_>>().join("\n");
    }
    lines.join("\n")
}

/// A text of a provider may hold line breaks and control characters.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(&'static str, Option<&'static str>);

    impl Tabular for Row {
        const COLUMNS: &'static [&'static str] = &["id", "created", "note"];

        fn item(&self) -> Item {
            Item::new()
                .with("id", self.0)
                .with_short("created", "2031-01-31 10:00:00 UTC", "2031-01-31")
                .with("detail", "long")
                .with("note", self.1)
        }
    }

    fn screen(width: usize) -> Screen {
        Screen {
            width: Some(width),
            is_terminal: false,
        }
    }

    #[test]
    fn a_list_shows_one_row_per_item_and_the_chosen_columns() {
        let list = List::of(&[Row("1", None), Row("22", Some("a\nb"))]);
        let expected = "id  created     note\n1   2031-01-31\n22  2031-01-31  a b";
        assert_eq!(list.render(screen(80)), expected);
        let unlimited = Screen {
            width: None,
            is_terminal: false,
        };
        assert_eq!(list.render(unlimited), expected);
    }

    #[test]
    fn a_list_that_does_not_fit_shows_one_line_per_field() {
        let list = List::of(&[Row("1", None), Row("2", None)]);
        let narrow = list.render(screen(12));
        let item = "created  2031-01-31 10:00:00 UTC\ndetail   long";
        assert_eq!(narrow, format!("id       1\n{item}\n\nid       2\n{item}"));
    }

    #[test]
    fn a_list_fits_a_terminal_whatever_makes_its_header_bold() {
        let list = List::of(&[Row("1", None)]);
        let terminal = |width| Screen {
            width: Some(width),
            is_terminal: true,
        };
        let fitting = list.render(terminal("1   2031-01-31".len()));
        assert_eq!(fitting.lines().count(), 2, "{fitting}");
        let narrow = list.render(terminal("1   2031-01-3".len()));
        assert_eq!(narrow.lines().count(), 3, "{narrow}");
    }

    #[test]
    fn a_column_without_any_text_is_left_out() {
        let list = List::of(&[Row("1", None)]);
        assert_eq!(list.render(screen(80)), "id  created\n1   2031-01-31");
    }

    #[test]
    fn notes_follow_the_result() {
        let item = Item::new().with("id", "1").with("none", None::<String>);
        let shown = Shown::from(item).with_note("a note");
        assert_eq!(shown.render(screen(80)), "id  1\na note");
        let empty = Shown::from(List::of::<Row>(&[])).with_note("nothing found");
        assert_eq!(empty.render(screen(80)), "nothing found");
    }
}
