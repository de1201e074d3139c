//! Searches the transactions of the account: the method `rss` of the reports, a beta.

use payments_core::{Effect, ErrorKind, Operation, Outcome, Page, PageRequest, PageToken, Result};
use payments_kit::http::Fields;

use crate::client::{Called, Client};
use crate::model::{Transaction, TransactionFilter};
use crate::wire::{self, ReportStatus};
use crate::{convert, error, validate};

/// Searches transactions. No trait of `payments-core` has it.
pub(crate) const SEARCH_TRANSACTIONS: Operation =
    Operation::new("search_transactions", Effect::Read);
const METHOD: &str = "rss";

pub(crate) async fn search_transactions(
    client: &Client,
    filter: &TransactionFilter,
    page: &PageRequest,
) -> Result<Page<Transaction>> {
    let number = match page.token() {
        None => 1,
        Some(token) => validate::page_number(SEARCH_TRANSACTIONS, token.as_str())?,
    };
    let found = fetch(client, SEARCH_TRANSACTIONS, filter, number).await?;
    let token = |next: u32| PageToken::new(next.to_string());
    Ok(Page::new(found.transactions)
        .with_next(found.next.map(token))
        .with_total(found.total))
}

/// One page of a search.
pub(super) struct Found {
    pub(super) transactions: Vec<Transaction>,
    /// The number of the next page.
    pub(super) next: Option<u32>,
    pub(super) total: Option<u64>,
}

/// Fetches a page for any operation that reads reports. The first one is 1.
pub(super) async fn fetch(
    client: &Client,
    operation: Operation,
    filter: &TransactionFilter,
    number: u32,
) -> Result<Found> {
    let api_secret = validate::search(operation, client.keys(), filter)?;
    let write = |fields: &mut dyn Fields| wire::search(fields, api_secret, filter);
    let read = |called: Called<'_>| found(operation, called, number);
    let page = (number > 1).then_some(number);
    client.report(operation, (METHOD, page), write, read).await
}

fn found(operation: Operation, called: Called<'_>, number: u32) -> Result<Found> {
    let Called {
        response, secrets, ..
    } = called;
    let Some(status) = response.status.report() else {
        if response.error.is_empty() {
            let detail = "the response is not a report";
            return Err(error::unclear(operation, secrets, &response, detail));
        }
        return Err(error::invalid(operation, secrets, &response));
    };
    if status.result.text() != Some("ok") {
        return Err(error::no_report(operation, secrets, status));
    }
    let (next, total) = (
        next_page(operation, status, number)?,
        count(&status.elements),
    );
    let transactions = response.transactions.into_vec().into_iter();
    let transactions = transactions.map(|(name, wire)| {
        let name = error::scrub(secrets, &name);
        convert::transaction(secrets, name.clone(), &wire)
            .map_err(|reason| unreadable(operation, &format!("transaction {name}: {reason}")))
    });
    Ok(Found {
        transactions: transactions.collect::<Result<_>>()?,
        next,
        total,
    })
}

/// A server that ignores the page number would return the first page forever.
fn next_page(operation: Operation, status: &ReportStatus, asked: u32) -> Result<Option<u32>> {
    let told = count(&status.page).and_then(|page| u32::try_from(page).ok());
    if asked > 1 && told.is_some_and(|told| told != asked) {
        return Err(unreadable(operation, "the response is another page"));
    }
    let last = count(&status.pages).unwrap_or(0);
    Ok((u64::from(asked) < last).then_some(asked + 1))
}

fn count(number: &payments_kit::codec::Scalar) -> Option<u64> {
    number.text()?.parse().ok()
}

fn unreadable(operation: Operation, detail: &str) -> payments_core::Error {
    error::error(operation, ErrorKind::UnreadableResponse, Outcome::Unknown).with_detail(detail)
}
