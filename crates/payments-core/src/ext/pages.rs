//! From pages to a stream of their entries.

use std::vec::IntoIter;

use futures_core::Stream;
use futures_util::stream;

use super::cycle::CycleGuard;
use crate::{
    Entry, Error, ErrorKind, Operation, Outcome, Page, PageRequest, ProviderName, Result,
    Unreadable,
};

/// No listing has more pages: one that goes on has no end, and its pages may all be empty.
const MOST_PAGES: u32 = 100_000;

/// The entries of all pages of a listing: of a trait, or of a provider's inherent methods. Of each
/// page the readable entries come first, then the unreadable ones. A page is fetched when the one
/// before it is used up, and one is held at a time. The stream ends after an error; a listing that
/// leads back to an earlier page, or has more than 100,000 pages, is an error.
pub fn entries<'a, T, Fetch, Fetched>(
    provider: ProviderName,
    operation: Operation,
    fetch: Fetch,
) -> impl Stream<Item = Result<Entry<T>>> + Send + use<'a, T, Fetch, Fetched>
where
    T: Send + 'a,
    Fetch: Fn(PageRequest) -> Fetched + Send + Sync + 'a,
    Fetched: Future<Output = Result<Page<T>>> + Send + 'a,
{
    let start = State {
        fetch,
        page: Vec::new().into_iter(),
        unreadable: Vec::new().into_iter(),
        next: Some(PageRequest::first()),
        guard: CycleGuard::default(),
        left: MOST_PAGES,
    };
    stream::try_unfold(start, move |mut state| async move {
        loop {
            if let Some(entry) = state.page.next() {
                return Ok(Some((Entry::Readable(entry), state)));
            }
            if let Some(entry) = state.unreadable.next() {
                return Ok(Some((Entry::Unreadable(entry), state)));
            }
            let Some(request) = state.next.take() else {
                return Ok(None);
            };
            let endless = |reason: String| {
                let kind = ErrorKind::UnreadableResponse;
                Error::new(provider, operation, kind, Outcome::Unknown).with_detail(reason)
            };
            state.left = state
                .left
                .checked_sub(1)
                .ok_or_else(|| endless(format!("the listing has more than {MOST_PAGES} pages")))?;
            let page = (state.fetch)(request).await?;
            if let Some(token) = page.next {
                if state.guard.closes(&token) {
                    let reason = "the pages of the listing lead back to an earlier one";
                    return Err(endless(reason.to_owned()));
                }
                state.next = Some(PageRequest::after(token));
            }
            state.page = page.items.into_iter();
            state.unreadable = page.unreadable.into_iter();
        }
    })
}

struct State<T, Fetch> {
    fetch: Fetch,
    page: IntoIter<T>,
    unreadable: IntoIter<Unreadable>,
    next: Option<PageRequest>,
    guard: CycleGuard,
    /// How many pages may still be fetched.
    left: u32,
}
