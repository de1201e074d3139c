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

    /// The entries of a list that `attribute` takes for a match, newest first. An entry that is no
    /// match is a gap, for the service was asked for matches only; so is a number of entries that is
    /// not the `total` of the service.
    pub fn of_list<E>(list: Vec<E>, total: usize, attribute: impl Fn(E) -> Option<T>) -> Self {
        let listed = list.len();
        let lookup = Self::complete(list.into_iter().filter_map(attribute).collect());
        let others = listed - lookup.matches.len();
        let lookup = match total == listed {
            true => lookup,
            false => lookup.with_gap(format!("{listed} entries were listed of {total}")),
        };
        match others {
            0 => lookup,
            _ => lookup.with_gap(format!("{others} entries with another reference")),
        }
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
    fn a_list_with_other_entries_or_with_too_few_has_a_gap() {
        let even = |entry: u8| entry.is_multiple_of(2).then_some(entry);
        let found = Lookup::of_list(vec![4, 2], 2, even);
        assert_eq!((found.matches(), found.gap()), (&[4, 2][..], None));
        let found = Lookup::of_list(vec![4, 1], 3, even);
        let gap = "2 entries were listed of 3; 1 entries with another reference";
        assert_eq!(
            (found.matches(), found.gap().as_deref()),
            (&[4][..], Some(gap))
        );
    }

    #[test]
    fn a_search_tells_every_gap() {
        let found = Lookup::partial(vec![1], "older pages").with_gap("an entry that is null");
        assert!(!found.is_complete());
        assert_eq!(found.gap().unwrap(), "older pages; an entry that is null");
        assert_eq!(Lookup::complete(vec![1]).gap(), None);
    }
}
