//! Scans JSON, also where it is malformed.

use super::field::{Field, Notation};

pub(super) fn fields(text: &str) -> Vec<Field> {
    let mut scan = Scan::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let after = rest.strip_prefix(first).unwrap_or_default();
        rest = match first {
            '{' | '[' => {
                let name = scan.name.take();
                scan.around.push(name);
                after
            }
            '}' | ']' => {
                scan.around.pop();
                scan.name = None;
                after
            }
            '"' => {
                let (inner, behind) = after.split_at(string_length(after));
                let behind = behind.strip_prefix('"').unwrap_or(behind);
                let value = serde_json::from_str(&format!("\"{inner}\""))
                    .unwrap_or_else(|_| inner.to_owned());
                if behind.trim_start().starts_with(':') {
                    scan.name = Some(value);
                } else {
                    scan.push(value, start + 1, inner.len(), Notation::JsonText);
                }
                behind
            }
            ':' | ',' => after,
            blank if blank.is_whitespace() => after,
            _ => {
                let ends = |c: char| c.is_whitespace() || "{}[],:\"".contains(c);
                let length = rest.find(ends).unwrap_or(rest.len());
                let (literal, behind) = rest.split_at(length);
                scan.push(literal.to_owned(), start, length, Notation::JsonLiteral);
                behind
            }
        };
    }
    scan.fields
}

#[derive(Default)]
struct Scan {
    fields: Vec<Field>,
    /// The names of the objects and lists that are open.
    around: Vec<Option<String>>,
    name: Option<String>,
}

impl Scan {
    fn push(&mut self, value: String, start: usize, length: usize, notation: Notation) {
        let name = self.name.take();
        let names = self.around.iter().chain([&name]).flatten();
        self.fields.push(Field {
            names: names.cloned().collect(),
            value,
            span: start..start + length,
            notation,
        });
    }
}

/// How long a string is that ends at the next quote without a backslash.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place,
            _ => {}
        }
    }
    text.len()
}
