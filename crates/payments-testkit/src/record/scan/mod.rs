//! Finds the values in a text, whatever its syntax. The scanners accept everything: a response may
//! be cut short or begin with a notice.

mod field;
mod json;
mod urls;
mod xml;

pub(super) use field::Field;
pub(super) use urls::decoded as percent_decoded;

use field::Notation;

/// How many levels of texts within texts are scanned.
const DEEPEST: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// One value, and nothing around it.
    Plain,
    Path,
    Form,
    Json,
    Xml,
}

impl Syntax {
    /// What a body is, by its looks and then by what it is said to be: PHP services send JSON as
    /// The syntax of a body, by its content and then by its content type: PHP services send JSON as
    /// HTML, and notices before JSON.
    pub(super) fn of_body(content_type: &str, text: &str) -> Self {
        let json = content_type.contains("json");
        match text.trim_start().chars().next() {
            Some('{' | '[') => Self::Json,
            _ if json => Self::Json,
            _ if content_type.contains("x-www-form-urlencoded") => Self::Form,
            Some('<') => Self::Xml,
            _ => Self::of_value(text).unwrap_or(Self::Plain),
        }
    }

    /// The syntax of a value that is itself a document or a link with a query.
    /// What a body is, by its looks and then by what it is said to be: PHP services send JSON as
    fn of_value(text: &str) -> Option<Self> {
        if text.contains('{') && text.contains("\":") {
            Some(Self::Json)
        } else if text.contains('<') && text.contains("</") {
            Some(Self::Xml)
        } else if text.contains('=') && (text.contains('&') || text.contains("://")) {
            Some(Self::Form)
        } else {
            None
        }
    }

    fn fields(self, text: &str) -> Vec<Field> {
        match self {
            Self::Plain => vec![Field {
                names: Vec::new(),
                value: text.to_owned(),
                span: 0..text.len(),
                notation: Notation::Plain,
            }],
            Self::Path => urls::segments(text),
            Self::Form => urls::pairs(text),
            Self::Json => json::fields(text),
            Self::Xml => xml::fields(text),
        }
    }
}

/// Every value in a text, including those in nested texts and links.
pub(super) fn leaves(text: &str, syntax: Syntax, names: &[String]) -> Vec<Field> {
    let mut found = Vec::new();
    collect(text, syntax, names, 0, &mut found);
    found
}

fn collect(text: &str, syntax: Syntax, names: &[String], depth: usize, found: &mut Vec<Field>) {
    for mut field in syntax.fields(text) {
        field.names.splice(0..0, names.iter().cloned());
        if let Some(inner) = Syntax::of_value(&field.value)
            && depth < DEEPEST
        {
            collect(&field.value, inner, &field.names, depth + 1, found);
        }
        found.push(field);
    }
}

/// The text with other values where `change` gives some. Of a value that is a document or a link,
/// it is asked about the values in it first.
pub(super) fn rewritten(
    text: &str,
    syntax: Syntax,
    names: &[String],
    change: &dyn Fn(&Field) -> Option<String>,
) -> String {
    rewrite(text, syntax, names, 0, change)
}

fn rewrite(
    text: &str,
    syntax: Syntax,
    names: &[String],
    depth: usize,
    change: &dyn Fn(&Field) -> Option<String>,
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut copied = 0;
    for mut field in syntax.fields(text) {
        field.names.splice(0..0, names.iter().cloned());
        let inner = Syntax::of_value(&field.value).filter(|_| depth < DEEPEST);
        let original = field.value.clone();
        if let Some(inner) = inner {
            field.value = rewrite(&original, inner, &field.names, depth + 1, change);
        }
        let value = change(&field).unwrap_or_else(|| field.value.clone());
        if value != original {
            written.push_str(text.get(copied..field.span.start).unwrap_or_default());
            written.push_str(&field.written(&value));
            copied = field.span.end;
        }
    }
    written.push_str(text.get(copied..).unwrap_or_default());
    written
}
