//! Listings, page by page.

use payments_core::{Operation, Page, PageRequest, PageToken, Result, Violations};
use payments_kit::http::HttpRequest;
use serde::de::DeserializeOwned;
use url::Url;

use crate::link::Link;
use crate::service::Service;
use crate::wire::Paginator;
use crate::{NAME, error};

/// One page of the listing at `path`.
///
/// The token of a page is the path and query of the link that the page before it gave. It is
/// pinned when it comes in, and again when it is used: whoever kept it may have changed it.
pub(crate) async fn page<T: DeserializeOwned>(
    service: &Service,
    operation: Operation,
    path: &str,
    request: &PageRequest,
) -> Result<Page<T>> {
    let url = match request.token() {
        Some(token) => of_token(service, operation, token)?,
        None => service.base_url().join(path),
    };
    let this = token_of(&url);
    let page: Paginator<T> = service
        .answer(HttpRequest::get(operation, url), &[])
        .await?;
    let next = match page.links.next.href.text() {
        Some(href) => match Link::to_api(service.base_url(), href) {
            Link::Ours(url) => Some(url),
            Link::Foreign => return Err(error::foreign_page(operation)),
        },
        None => None,
    };
    let next = next.as_ref().map(token_of);
    if next.as_ref() == Some(&this) {
        return Err(going_round(operation));
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
pub(crate) fn going_round(operation: Operation) -> payments_core::Error {
    error::unreadable(
        operation,
        "the pages of the listing lead back to themselves",
    )
}

fn of_token(service: &Service, operation: Operation, token: &PageToken) -> Result<Url> {
    let mut violations = Violations::new();
    let url = match Link::to_api(service.base_url(), token.as_str()) {
        Link::Ours(url) => Some(url),
        Link::Foreign => {
            violations.push("page", "is not a page of this service");
            None
        }
    };
    violations.into_value(NAME, operation, url)
}

fn token_of(url: &Url) -> PageToken {
    let query = url.query().map(|query| format!("?{query}"));
    PageToken::new(format!("{}{}", url.path(), query.unwrap_or_default()))
}
