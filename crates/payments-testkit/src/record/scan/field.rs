//! A value within a text.

use std::ops::Range;

use url::form_urlencoded::byte_serialize;

use super::urls;

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Plain,
    Path,
    Form,
    JsonText,
    JsonLiteral,
    Xml,
}

/// A value with its names and its place.
pub(in crate::record) struct Field {
    /// Its own name last, and the names of what it is in before it.
    pub(in crate::record) names: Vec<String>,
    pub(in crate::record) value: String,
    pub(super) span: Range<usize>,
    pub(super) notation: Notation,
}

impl Field {
    pub(in crate::record) fn name(&self) -> &str {
        self.names.last().map(String::as_str).unwrap_or_default()
    }

    /// Whether it is `null`, `true` or `false`, which cannot be a secret.
    pub(in crate::record) fn is_constant(&self) -> bool {
        self.notation == Notation::JsonLiteral
            && matches!(self.value.as_str(), "null" | "true" | "false")
    }

    /// Writes another value in the same notation.
    pub(super) fn written(&self, value: &str) -> String {
        match self.notation {
            Notation::Plain => value.to_owned(),
            Notation::Path => urls::encoded(value),
            Notation::Form => byte_serialize(value.as_bytes()).collect(),
            Notation::JsonText => {
                let quoted = serde_json::Value::from(value).to_string();
                let inner = quoted
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'));
                inner.unwrap_or_default().to_owned()
            }
            Notation::JsonLiteral if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                value.to_owned()
            }
            Notation::JsonLiteral => serde_json::Value::from(value).to_string(),
            Notation::Xml => value
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;"),
        }
    }
}
