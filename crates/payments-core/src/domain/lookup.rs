//! What a search by the merchant's reference found, and what it did not search.

use serde::{Deserialize, Serialize};

/// The result of a search by merchant reference.
///
/// An empty result proves that nothing exists only when the search was
/// [complete](Self::is_complete); several matches mean that the reference was used more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup<T> {
    matches: Vec<T>,
    #[serde(default = "Vec::new")]
    gaps: Vec<String>,
}

impl<T> Lookup<T> {
    /// A search that covered everything; `matches` newest first.
    pub fn complete(matches: Vec<T>) -> Self {
        Self {
            matches,
            gaps: Vec::new(),
        }
    }

    /// A search that did not cover everything; `gap` says what it did not cover, or which entries
    /// it could not attribute.
    pub fn partial(matches: Vec<T>, gap: impl Into<String>) -> Self {
        Self::complete(matches).with_gap(gap)
    }

    /// Adds something that the search did not cover.
    #[must_use]
    pub fn with_gap(mut self, gap: impl Into<String>) -> Self {
        self.gaps.push(gap.into());
        self
    }

    /// Everything found, newest first.
    pub fn matches(&self) -> &[T] {
        &self.matches
    }

    /// Everything found, newest first.
    pub fn into_matches(self) -> Vec<T> {
        self.matches
    }

    /// Whether everything was searched: only then does an empty result mean "does not exist".
    pub fn is_complete(&self) -> bool {
        self.gaps.is_empty()
    }

    /// What was not covered, each in a phrase.
    pub fn gaps(&self) -> &[String] {
        &self.gaps
    }

    /// What was not covered, as one text; none for a complete search.
    pub fn gap(&self) -> Option<String> {
        (!self.gaps.is_empty()).then(|| self.gaps.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_tells_every_gap() {
        let found = Lookup::partial(vec![1], "older pages").with_gap("an entry that is null");
        assert!(!found.is_complete());
        assert_eq!(found.gap().unwrap(), "older pages; an entry that is null");
        assert_eq!(Lookup::complete(vec![1]).gap(), None);
    }
}
