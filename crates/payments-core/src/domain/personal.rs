//! Personal data that is not printed by accident.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name, e-mail address, phone number or other text about a person.
///
/// It is less sensitive than a card number, but it does not belong in a log either. The rule is:
///
/// - A value is read with [`expose`](Self::expose), where it is needed. `Debug` says
///   `[personal]`, and so does serialization: a payment that is kept or printed as a document is
///   one without its people. `Display` is not there at all.
/// - What a request says of a person is in no trace and no error. Where a service repeats it in its
///   own words, such as a message or a warning, it is masked as `[secret]`, as a card number
///   would. This is found by the whole text as it was sent; a service that repeats half a name, or
///   writes it differently, is not seen through.
/// - What identifies the payment is not personal: ids, the merchant's references and descriptions,
///   and the last four digits of a card are printed. Keep names and e-mail addresses out of
///   references and descriptions.
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

/// What serialization left of it: a stored value is `[personal]`.
impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Personal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::SHOWN)
    }
}
