//! Scans XML and HTML, also where they are malformed.

use super::field::{Field, Notation};

pub(super) fn fields(text: &str) -> Vec<Field> {
    let mut scan = Scan::default();
    let mut rest = text;
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        rest = if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let (inner, behind) = until(after, "]]>");
            scan.push(inner, start + "<![CDATA[".len(), Notation::Plain, None);
            behind
        } else if let Some(after) = rest.strip_prefix("<!--") {
            let (inner, behind) = until(after, "-->");
            scan.push(inner, start + "<!--".len(), Notation::Plain, None);
            behind
        } else if let Some(after) = rest.strip_prefix('<') {
            let (inner, behind) = until(after, ">");
            scan.tag(inner, start + 1);
            behind
        } else {
            let (inner, behind) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            scan.push(inner, start, Notation::Xml, None);
            behind
        };
    }
    scan.fields
}

fn until<'a>(text: &'a str, end: &str) -> (&'a str, &'a str) {
    text.split_once(end).unwrap_or((text, ""))
}

#[derive(Default)]
struct Scan {
    fields: Vec<Field>,
    open: Vec<String>,
}

impl Scan {
    fn push(&mut self, text: &str, start: usize, notation: Notation, attribute: Option<&str>) {
        let (blank, value) = text.split_at(text.len() - text.trim_start().len());
        let value = value.trim_end();
        if value.is_empty() {
            return;
        }
        let start = start + blank.len();
        let names = self.open.iter().map(String::as_str).chain(attribute);
        self.fields.push(Field {
            names: names.map(str::to_owned).collect(),
            value: match notation {
                Notation::Xml => decoded(value),
                _ => value.to_owned(),
            },
            span: start..start + value.len(),
            notation,
        });
    }

    /// Reads the text between `<` and `>`.
    fn tag(&mut self, text: &str, start: usize) {
        if let Some(name) = text.strip_prefix('/') {
            // HTML leaves elements open.
            if let Some(place) = self.open.iter().rposition(|open| open == name.trim()) {
                self.open.truncate(place);
            }
            return;
        }
        let name_length = text.find([' ', '\t', '\r', '\n', '/']);
        let (name, attributes) = text.split_at(name_length.unwrap_or(text.len()));
        self.open.push(name.to_owned());
        self.attributes(attributes, start + name.len());
        if text.ends_with(['/', '?']) || text.starts_with(['!', '?']) {
            self.open.pop();
        }
    }

    fn attributes(&mut self, text: &str, start: usize) {
        let mut rest = text;
        while let Some((name, after)) = rest.split_once('=') {
            let quoted = after.trim_start();
            let quote = if quoted.starts_with('\'') { '\'' } else { '"' };
            let Some(after) = quoted.strip_prefix(quote) else {
                return self.push(after, start + text.len() - after.len(), Notation::Xml, None);
            };
            let value_start = start + text.len() - after.len();
            let (value, behind) = after.split_once(quote).unwrap_or((after, ""));
            self.push(value, value_start, Notation::Xml, Some(name.trim()));
            rest = behind;
        }
    }
}

fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        decoded.push_str(before);
        let entity = after.split_once(';');
        match entity.and_then(|(name, behind)| Some((character(name)?, behind))) {
            Some((c, behind)) => {
                decoded.push(c);
                rest = behind;
            }
            None => {
                decoded.push('&');
                rest = after;
            }
        }
    }
    decoded + rest
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}
