//! Paths, queries and forms.

use url::{Url, form_urlencoded};

use super::field::{Field, Notation};

/// The values of a query or form, and of the query of a link.
pub(super) fn pairs(text: &str) -> Vec<Field> {
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

/// The segments of a path.
pub(super) fn segments(text: &str) -> Vec<Field> {
    let mut start = 0;
    let mut fields = Vec::new();
    for segment in text.split('/') {
        let end = start + segment.len();
        fields.push(Field {
            names: Vec::new(),
            value: decoded(segment),
            span: start..end,
            notation: Notation::Path,
        });
        start = end + 1;
    }
    fields
}

/// The text with its percent escapes decoded.
pub(in crate::record) fn decoded(text: &str) -> String {
    let value = text.replace('+', "%2B").replace('&', "%26");
    form_urlencoded::parse(format!("={value}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

/// A segment, escaped as in a URL.
pub(super) fn encoded(segment: &str) -> String {
    let mut url = Url::parse("https://path.invalid/").ok();
    if let Some(mut segments) = url.as_mut().and_then(|url| url.path_segments_mut().ok()) {
        segments.pop_if_empty().push(segment);
    }
    url.map(|url| url.path().trim_start_matches('/').to_owned())
        .unwrap_or_default()
}
