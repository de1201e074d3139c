//! What a payer pays with at a till. Neither is printable.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Personal;
use crate::violation::Violations;

/// A token of a payment that identifies one account of its payer. Together with the payer's PIN it
/// pays, so nothing prints it. The name of the account, which may be the payer's own or hold the
/// number of their identity card, prints and serializes as [`Personal`] does.
#[derive(Clone)]
pub struct PayToken {
    id: SecretString,
    name: Option<String>,
}

impl PayToken {
    /// A token, and the name of its account to show to the payer.
    pub fn new(id: impl Into<String>, name: Option<String>) -> Self {
        Self {
            id: SecretString::from(id.into()),
            name,
        }
    }

    /// The token itself, for the wire.
    pub fn expose(&self) -> &str {
        self.id.expose_secret()
    }

    /// The name of the account, to show to the payer and to choose by.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn check(&self, field: &str, violations: &mut Violations) {
        if self.expose().trim().is_empty() {
            violations.push(field, "must not be empty");
        }
    }
}

impl fmt::Debug for PayToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayToken")
            .field("name", &self.name().map(Personal::new))
            .finish_non_exhaustive()
    }
}

impl PartialEq for PayToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose() && self.name == other.name
    }
}

impl Eq for PayToken {}

/// A token whose id was not stored. It cannot pay: fetch the payment again.
impl<'de> Deserialize<'de> for PayToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer).map(|name| Self::new("", name))
    }
}

impl Serialize for PayToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().map(Personal::new).serialize(serializer)
    }
}

/// A payer's PIN. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Pin(SecretString);

impl Pin {
    /// A PIN; whether it can be one is decided when a confirmation is validated.
    pub fn new(pin: impl Into<String>) -> Self {
        Self(SecretString::from(pin.into()))
    }

    /// The digits, for the wire.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(super) fn check(&self, field: &str, violations: &mut Violations) {
        let pin = self.expose();
        if pin.len() != 4 || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
            violations.push(field, "must have 4 digits");
        }
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin([secret])")
    }
}
