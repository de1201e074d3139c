//! One thing that differs between a request and its fixture.

use std::fmt;

use payments_core::redact;

/// A place with its expected and its actual value. Texts are redacted when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    place: String,
    expected: String,
    got: String,
}

impl Difference {
    /// Compares two texts; `None` for a place that should be absent, or is.
    pub(super) fn of_texts(
        place: impl AsRef<str>,
        expected: Option<&str>,
        got: Option<&str>,
    ) -> Self {
        Self::of_shown(place, expected.map(quoted), got.map(quoted))
    }

    /// Compares two values that are safe to print.
    pub(super) fn of_shown(
        place: impl AsRef<str>,
        expected: Option<String>,
        got: Option<String>,
    ) -> Self {
        let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
        Self {
            place: redact::text(place.as_ref()),
            expected: shown(expected),
            got: shown(got),
        }
    }

    /// Compares two bodies without a known structure.
    pub(super) fn of_bytes(place: &str, expected: &[u8], got: &[u8]) -> Self {
        let shown = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok("") => None,
            Ok(text) => Some(quoted(text)),
            Err(_) => Some(format!("{} bytes that are not text", bytes.len())),
        };
        Self::of_shown(place, shown(expected), shown(got))
    }
}

impl Difference {
    /// Whether it is at this place, such as `query id` or `body data.ip`.
    pub(super) fn is_at(&self, place: &str) -> bool {
        self.place == place
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            expected,
            got,
        } = self;
        if expected == got {
            write!(
                f,
                "{place}: expected another {expected} (redacted, both look alike)"
            )
        } else {
            write!(f, "{place}: expected {expected}, got {got}")
        }
    }
}

/// A text in quotes, as it may be printed.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", redact::text(text))
}
