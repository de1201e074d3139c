//! Static names that can also be loaded from stored data.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The number of distinct names that stored data can bring in. A program uses a few dozen.
const MOST_NAMES: usize = 1024;
/// The length of a name in bytes.
const LONGEST_NAME: usize = 64;

/// A name of stored data that cannot be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the name is empty, too long, holds other characters than letters, digits and _+-/, or is one of too many"
)]
pub struct InvalidName;

/// The static text of a name. Equal names share one text, so that names stay as cheap to copy as
/// the constants of a program; the memory that stored data can take is bounded.
pub(crate) fn intern(name: &str) -> Result<&'static str, InvalidName> {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

    let is_good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '/');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_good) {
        return Err(InvalidName);
    }
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Ok(known);
    }
    if names.len() >= MOST_NAMES {
        return Err(InvalidName);
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    Ok(name)
}

/// The name of a provider in errors, traces and paths: `mpandco`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderName(&'static str);

impl ProviderName {
    /// A name in `snake_case`.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FromStr for ProviderName {
    type Err = InvalidName;

    fn from_str(name: &str) -> Result<Self, InvalidName> {
        intern(name).map(Self)
    }
}

impl Serialize for ProviderName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for ProviderName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_share_one_text_and_odd_names_are_refused() {
        let [one, other] = [intern("mpandco"), intern("mpandco")].map(Result::unwrap);
        assert!(std::ptr::eq(one, other));
        assert_eq!(intern("America/Mexico_City"), Ok("America/Mexico_City"));
        for bad in ["", "a b", "ñ", "a\n", &"a".repeat(LONGEST_NAME + 1)] {
            assert_eq!(intern(bad), Err(InvalidName), "{bad:?}");
        }
    }
}
