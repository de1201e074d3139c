//! Paths of URLs, segment by segment.

use url::{Url, form_urlencoded};

use super::field::{Field, Notation};

pub(super) fn fields(text: &str) -> Vec<Field> {
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

/// The text without percent signs.
pub(in crate::record) fn decoded(text: &str) -> String {
    let value = text.replace('+', "%2B").replace('&', "%26");
    form_urlencoded::parse(format!("={value}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect()
}

/// A segment as a client's URL has it.
pub(super) fn encoded(segment: &str) -> String {
    let mut url = Url::parse("https://path.invalid/").ok();
    if let Some(mut segments) = url.as_mut().and_then(|url| url.path_segments_mut().ok()) {
        segments.pop_if_empty().push(segment);
    }
    url.map(|url| url.path().trim_start_matches('/').to_owned())
        .unwrap_or_default()
}
