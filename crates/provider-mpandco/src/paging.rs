//! Pagination of listings.

use payments_core::{Error, Operation, Outcome, Page, PageRequest, PageToken, Result};
use payments_kit::http::HttpRequest;
use serde::de::DeserializeOwned;
use url::Url;

use crate::client::Client;
use crate::links::Link;
use crate::wire::Paginator;
use crate::{error, validate};

/// Fetches one page of the listing at `path`. The token of the next page is the path and query of
/// the link to it.
pub(crate) async fn page<T: DeserializeOwned>(
    client: &Client,
    operation: Operation,
    path: &str,
    request: &PageRequest,
) -> Result<Page<T>> {
    let url = validate::page(operation, &client.base_url, path, request)?;
    let this = token_of(&url);
    let page: Paginator<T> = client.send(HttpRequest::get(operation, url), &[]).await?;
    let next = match page.links.next.href.text() {
        Some(href) => match Link::to_api(&client.base_url, href) {
            Link::Ours(url) => Some(token_of(&url)),
            Link::Foreign => return Err(error::foreign_link(operation, Outcome::Unknown)),
        },
        None => None,
    };
    if next.as_ref() == Some(&this) {
        return Err(cycle(operation));
    }
    Ok(Page {
        items: page.data.into_entries().collect(),
        next,
        total: page
            .meta
            .total_results
            .text()
            .and_then(|total| total.parse().ok()),
    })
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
