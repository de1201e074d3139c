//! What a search by the merchant's reference found, and how far it looked.

use serde::Serialize;

/// The answer of a search by merchant reference.
///
/// An empty answer proves that nothing happened only when the search was
/// [complete](Self::is_complete); several matches mean that the reference was used more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lookup<T> {
    matches: Vec<T>,
    gap: Option<String>,
}

impl<T> Lookup<T> {
    /// A search that covered everything; `matches` newest first.
    pub fn complete(matches: Vec<T>) -> Self {
        Self { matches, gap: None }
    }

    /// A search that stopped early; `gap` says what it did not look at.
    pub fn partial(matches: Vec<T>, gap: impl Into<String>) -> Self {
        Self {
            matches,
            gap: Some(gap.into()),
        }
    }

    /// Everything found, newest first.
    pub fn matches(&self) -> &[T] {
        &self.matches
    }

    /// Whether everything was searched: only then does an empty answer mean "does not exist".
    pub fn is_complete(&self) -> bool {
        self.gap.is_none()
    }

    /// What was not searched.
    pub fn gap(&self) -> Option<&str> {
        self.gap.as_deref()
    }
}
