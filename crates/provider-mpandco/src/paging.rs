//! Pagination of listings.

use payments_core::{Error, Operation, Outcome, Page, PageRequest, PageToken, Result, Unreadable};
use payments_kit::http::HttpRequest;
use serde::de::DeserializeOwned;
use url::Url;

use crate::client::Client;
use crate::convert::Reader;
use crate::links::Link;
use crate::wire::{Entry, Meta, Next, Paginator};
use crate::{error, validate};

/// One page of a listing, as far as it could be read.
pub(crate) struct Listing<T, E> {
    /// The entries that could be read, and why others could not, in the service's order.
    pub(crate) entries: Vec<Result<T, E>>,
    /// Whether the response has a list at all.
    has_list: bool,
    /// Why entries may be missing from this page, or the pages after it.
    pub(crate) flaws: Vec<String>,
    pub(crate) next: Option<PageToken>,
    /// How many entries all pages have together, if the service states it.
    pub(crate) total: Option<u64>,
}

impl<T, E: Into<Unreadable>> Listing<T, E> {
    /// Returns the page for a caller who lists: nothing that may be missing is kept from them.
    pub(crate) fn into_page(self, operation: Operation) -> Result<Page<T>> {
        if !self.has_list {
            let reason = "the response has no list of entries";
            return Err(error::unreadable(operation, reason));
        }
        let mut items = Vec::new();
        let mut unreadable = Vec::new();
        for entry in self.entries {
            match entry {
                Ok(entry) => items.push(entry),
                Err(entry) => unreadable.push(entry.into()),
            }
        }
        unreadable.extend(self.flaws.into_iter().map(Unreadable::new));
        Ok(Page::new(items)
            .with_unreadable(unreadable)
            .with_next(self.next)
            .with_total(self.total))
    }
}

/// Fetches one page of the listing at `path`, with its entries as `read` reads them. The token of
/// the next page is the path and query of the link to it.
pub(crate) async fn page<T: DeserializeOwned, U, E>(
    client: &Client,
    operation: Operation,
    path: &str,
    request: &PageRequest,
    read: impl Fn(&Reader<'_>, Entry<T>) -> Result<U, E>,
) -> Result<Listing<U, E>> {
    let url = validate::page(operation, client.base_url(), path, request)?;
    let this = token_of(&url);
    let read = |reader: &Reader<'_>, page: Paginator<T>| {
        let mut flaws = Vec::new();
        let next = match page.links.next {
            Next::Href(href) => match Link::to_listing(client.base_url(), &href, path) {
                Link::Ours(url) => Some(token_of(&url)),
                Link::Foreign => return Err(error::foreign_link(operation, Outcome::Unknown)),
            },
            Next::None => None,
            Next::Odd => {
                flaws.push("the link to the next page cannot be read".to_owned());
                None
            }
        };
        if next.as_ref() == Some(&this) {
            return Err(cycle(operation));
        }
        if next.is_none() && !is_last(&page.meta) {
            flaws.push("there are more pages, but no link to the next one".to_owned());
        }
        if let Some(flaw) = page.data.flaw {
            flaws.push(format!("the list of entries {flaw}"));
        }
        let has_list = page.data.is_list();
        let entries = page.data.entries.into_iter();
        Ok(Listing {
            entries: entries.map(|entry| read(reader, entry)).collect(),
            has_list,
            flaws,
            next,
            total: total(&page.meta),
        })
    };
    client.call(HttpRequest::get(operation, url), read).await
}

/// Returns whether the page does not say that others follow it.
fn is_last(meta: &Meta) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    let (current, all) = (meta.current_page.text(), meta.total_pages.text());
    match (number(current), number(all)) {
        (Some(current), Some(all)) => current >= all,
        _ => true,
    }
}

/// Returns the total if the page states exactly one.
fn total(meta: &Meta) -> Option<u64> {
    let mut totals = meta.total_results.texts();
    let total = totals.next()?;
    let is_only = totals.all(|other| other == total);
    total.parse().ok().filter(|_| is_only)
}

/// A listing whose pages would never end.
pub(crate) fn cycle(operation: Operation) -> Error {
    let reason = "the pages of the listing lead back to an earlier page";
    error::unreadable(operation, reason)
}

fn token_of(url: &Url) -> PageToken {
    let query = url.query().map(|query| format!("?{query}"));
    PageToken::new(format!("{}{}", url.path(), query.unwrap_or_default()))
}
