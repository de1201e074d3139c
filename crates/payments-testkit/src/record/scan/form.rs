//! Forms and queries, and the queries of links.

use url::form_urlencoded;

use super::field::{Field, Notation};

pub(super) fn fields(text: &str) -> Vec<Field> {
    let mut start = 0;
    let mut fields = Vec::new();
    for pair in text.split('&') {
        let end = start + pair.len();
        let value_length = pair.split_once('=').map_or(0, |(_, value)| value.len());
        for (name, value) in form_urlencoded::parse(pair.as_bytes()) {
            fields.push(Field {
                names: names(&name),
                value: value.into_owned(),
                span: end - value_length..end,
                notation: Notation::Form,
            });
        }
        start = end + 1;
    }
    fields
}

/// The names in `data[card][pin]`. In a link, the first name follows the question mark.
fn names(name: &str) -> Vec<String> {
    name.rsplit(['?', '#'])
        .next()
        .unwrap_or_default()
        .split(['[', ']'])
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
