//! Personal data that is not printed by accident.

use std::fmt;

use serde::{Serialize, Serializer};

/// A name, e-mail address, phone number or other text about a person.
///
/// Unlike a card number it is no secret, but it does not belong in a log either: `Debug` and
/// serialization say `[personal]`, and only [`expose`](Self::expose) gives the text.
///
/// ```
/// let name = payments_core::Personal::new("Ana");
/// assert_eq!(format!("{name:?}"), "[personal]");
/// assert_eq!(name.expose(), "Ana");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Personal(String);

impl Personal {
    const SHOWN: &'static str = "[personal]";

    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Personal {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::SHOWN)
    }
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::SHOWN)
    }
}
