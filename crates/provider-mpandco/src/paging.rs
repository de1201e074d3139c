//! Pagination of listings.

use payments_core::{Error, Operation, Outcome, Page, PageRequest, PageToken, Result};
use payments_kit::http::HttpRequest;
use serde::de::DeserializeOwned;
use url::Url;

use crate::client::Client;
use crate::convert::Reader;
use crate::links::Link;
use crate::wire::Paginator;
use crate::{error, validate};

/// Fetches one page of the listing at `path`, with its entries as `read` reads them. The token of
/// the next page is the path and query of the link to it.
pub(crate) async fn page<T: DeserializeOwned, U>(
    client: &Client,
    operation: Operation,
    path: &str,
    request: &PageRequest,
    read: impl Fn(&Reader<'_>, T) -> Result<U>,
) -> Result<Page<U>> {
    let url = validate::page(operation, client.base_url(), path, request)?;
    let this = token_of(&url);
    let read = |reader: &Reader<'_>, page: Paginator<T>| {
        let next = match page.links.next.href.text() {
            Some(href) => match Link::to_api(client.base_url(), href) {
                Link::Ours(url) => Some(token_of(&url)),
                Link::Foreign => return Err(error::foreign_link(operation, Outcome::Unknown)),
            },
            None => None,
        };
        if next.as_ref() == Some(&this) {
            return Err(cycle(operation));
        }
        let items = page.data.into_entries().map(|entry| read(reader, entry));
        let total = page.meta.total_results.text();
        Ok(Page::new(items.collect::<Result<_>>()?)
            .with_next(next)
            .with_total(total.and_then(|total| total.parse().ok())))
    };
    client.call(HttpRequest::get(operation, url), read).await
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
