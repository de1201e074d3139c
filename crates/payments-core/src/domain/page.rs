//! Listings in pages.

use serde::Serialize;

use super::PageToken;

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

    /// The page that a [`Page::next`] pointed at.
    pub fn after(token: PageToken) -> Self {
        Self { token: Some(token) }
    }

    /// Where the page begins; none for the first.
    pub fn token(&self) -> Option<&PageToken> {
        self.token.as_ref()
    }
}

/// One page of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The entries, in the provider's order.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last page.
    pub next: Option<PageToken>,
    /// How many entries all pages have together, where the provider says so.
    pub total: Option<u64>,
}
