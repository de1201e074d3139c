//! Listings, newest first.

use payments_core::{Operation, Page, PageRequest, PageToken, Result};

use super::failure::validate;
use super::records::Number;

/// The page of `records` (oldest first) that a request asks for. What is added meanwhile moves
/// nothing from one page to the next.
pub(super) fn page<R, T>(
    operation: Operation,
    records: &[R],
    number: impl Fn(&R) -> Number,
    view: impl Fn(&R) -> T,
    request: &PageRequest,
    size: usize,
) -> Result<Page<T>> {
    let mut before = u64::MAX;
    validate(operation, |violations| {
        if let Some(token) = request.token() {
            match token.as_str().parse() {
                Ok(number) => before = number,
                Err(_) => violations.push("page", "must be the next of an earlier page"),
            }
        }
    })?;
    let mut older = records
        .iter()
        .rev()
        .filter(|record| number(record).0 < before)
        .peekable();
    let shown: Vec<&R> = older.by_ref().take(size).collect();
    let next = match (older.peek(), shown.last()) {
        (Some(_), Some(last)) => Some(PageToken::new(number(last).0.to_string())),
        _ => None,
    };
    Ok(Page {
        items: shown.into_iter().map(view).collect(),
        next,
        total: u64::try_from(records.len()).ok(),
    })
}
