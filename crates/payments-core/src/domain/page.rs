//! Listings in pages.

use serde::{Deserialize, Serialize};

use super::PageToken;
use crate::redact;

/// Which page of a listing to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRequest {
    token: Option<PageToken>,
}

impl PageRequest {
    /// The first page: the newest entries.
    pub fn first() -> Self {
        Self::default()
    }

    /// The page that a [`Page::next`] points at.
    pub fn after(token: PageToken) -> Self {
        Self { token: Some(token) }
    }

    /// Where the page begins; none for the first.
    pub fn token(&self) -> Option<&PageToken> {
        self.token.as_ref()
    }
}

/// One page of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The entries that could be read, in the provider's order.
    pub items: Vec<T>,
    /// The entries that could not be read. They hide none of the others.
    #[serde(default = "Vec::new")]
    pub unreadable: Vec<Unreadable>,
    /// Where the next page begins; none on the last page.
    #[serde(default)]
    pub next: Option<PageToken>,
    /// The number of entries in all pages, where the provider states it.
    #[serde(default)]
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// The last page of a listing, all of whose entries could be read.
    pub fn new(items: Vec<T>) -> Self {
        Self {
            items,
            unreadable: Vec::new(),
            next: None,
            total: None,
        }
    }

    /// Sets the entries that could not be read.
    #[must_use]
    pub fn with_unreadable(mut self, unreadable: Vec<Unreadable>) -> Self {
        self.unreadable = unreadable;
        self
    }

    /// Sets where the next page begins.
    #[must_use]
    pub fn with_next(mut self, next: Option<PageToken>) -> Self {
        self.next = next;
        self
    }

    /// Sets the number of entries in all pages.
    #[must_use]
    pub fn with_total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

/// Collects the entries of a stream.
impl<T> Extend<Entry<T>> for Page<T> {
    fn extend<I: IntoIterator<Item = Entry<T>>>(&mut self, entries: I) {
        for entry in entries {
            match entry {
                Entry::Readable(entry) => self.items.push(entry),
                Entry::Unreadable(entry) => self.unreadable.push(entry),
            }
        }
    }
}

/// An entry of a listing that could not be read: what is known of it, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unreadable {
    /// The provider's identifier, where it could be read.
    #[serde(default)]
    pub id: Option<String>,
    /// The merchant's reference, where it could be read.
    #[serde(default)]
    pub reference: Option<String>,
    /// Why the entry could not be read, redacted.
    pub reason: String,
}

impl Unreadable {
    /// An entry of which nothing is known but why it could not be read. The reason is redacted.
    pub fn new(reason: impl AsRef<str>) -> Self {
        Self {
            id: None,
            reference: None,
            reason: redact::text(reason.as_ref()),
        }
    }

    /// Sets the provider's identifier.
    #[must_use]
    pub fn with_id(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }

    /// Sets the merchant's reference.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<String>) -> Self {
        self.reference = reference;
        self
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an entry")?;
        if let Some(id) = &self.id {
            write!(f, " with the id {id:?}")?;
        }
        if let Some(reference) = &self.reference {
            write!(f, " and the reference {reference:?}")?;
        }
        write!(f, " could not be read: {}", self.reason)
    }
}

/// An entry of a stream over a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<T> {
    /// It could be read.
    Readable(T),
    /// It could not be read.
    Unreadable(Unreadable),
}

impl<T> Entry<T> {
    /// The entry, if it could be read.
    pub fn readable(self) -> Option<T> {
        match self {
            Self::Readable(entry) => Some(entry),
            Self::Unreadable(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_entry_says_what_is_known_of_it() {
        let bare = Unreadable::new("it is null");
        assert_eq!(bare.to_string(), "an entry could not be read: it is null");
        let known = bare
            .with_id(Some("P-1".to_owned()))
            .with_reference(Some("ORDER-1".to_owned()));
        assert_eq!(
            known.to_string(),
            r#"an entry with the id "P-1" and the reference "ORDER-1" could not be read: it is null"#
        );
    }

    #[test]
    fn the_reason_is_redacted() {
        let card = "4".repeat(16);
        assert!(
            !Unreadable::new(format!("{card} is not an amount"))
                .reason
                .contains(&card)
        );
    }

    #[test]
    fn a_page_of_an_older_version_is_loaded() {
        let page: Page<u8> = serde_json::from_str(r#"{"items":[1],"later":true}"#).unwrap();
        assert_eq!(page, Page::new(vec![1]));
    }
}
