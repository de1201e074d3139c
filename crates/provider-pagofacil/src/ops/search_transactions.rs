//! Searches the transactions of the account: the method `rss` of the reports, a beta.

use std::collections::BTreeSet;

use payments_core::{Effect, Entry, Operation, Page, PageRequest, PageToken, Result, Unreadable};
use payments_kit::codec::Texts;
use payments_kit::http::Fields;
use time::Duration;

use crate::client::{Called, Client};
use crate::model::{Transaction, TransactionFilter};
use crate::wire::{self, values};
use crate::{convert, error, validate};

/// Searches transactions. No trait of `payments-core` has it.
pub(crate) const SEARCH_TRANSACTIONS: Operation =
    Operation::new("search_transactions", Effect::Read);
const METHOD: &str = "rss";

/// The service puts 500 transactions on a page.
const MOST_PAGES: u32 = 20;
/// How long a walk over all pages goes on.
const LONGEST_WALK: Duration = Duration::minutes(2);

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
    let mut page = Page::default()
        .with_next(found.next.map(token))
        .with_total(found.total);
    page.extend(found.entries);
    Ok(page)
}

/// One page of a search.
pub(super) struct Found {
    pub(super) entries: Vec<Entry<Transaction>>,
    /// The number of the next page.
    pub(super) next: Option<u32>,
    pub(super) total: Option<u64>,
    /// Whether the report is a list and says how many pages there are.
    is_certain: bool,
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
    let read = |called: Called<'_>| found(client, called, number);
    let page = (number > 1).then_some(number);
    client.report(operation, (METHOD, page), write, read).await
}

fn found(client: &Client, called: Called<'_>, number: u32) -> Result<Found> {
    let Called {
        response, reader, ..
    } = called;
    let Some(status) = response.status.report() else {
        if response.error.is_empty() {
            let detail = "the response is not a report";
            return Err(error::unclear(&reader, &response, detail));
        }
        return Err(error::invalid(&reader, &response));
    };
    if !values(&status.result).all(|word| word == "ok") || status.result.is_empty() {
        return Err(error::no_report(&reader, status));
    }
    // A server that ignores the page number would return the first page forever.
    if number > 1 && count(&status.page).is_some_and(|told| told != u64::from(number)) {
        return Err(reader.unreadable("the response is another page"));
    }
    let pages = count(&status.pages);
    let next = pages.is_some_and(|pages| u64::from(number) < pages);
    let total = count(&status.elements);
    let is_certain = response.transactions.is_list() && pages.is_some() && total.is_some();
    let currency = client.currency();
    let entries = response
        .transactions
        .into_vec()
        .into_iter()
        .map(
            |(name, row)| match convert::transaction(&reader, &name, row.as_deref(), currency) {
                Ok(transaction) => Entry::Readable(transaction),
                Err(unreadable) => Entry::Unreadable(unreadable),
            },
        );
    Ok(Found {
        entries: entries.collect(),
        next: next.then_some(number + 1),
        total,
        is_certain,
    })
}

/// A number that every value of a member agrees on.
fn count(texts: &Texts) -> Option<u64> {
    let mut numbers: Vec<Option<u64>> = values(texts).map(|text| text.parse().ok()).collect();
    numbers.dedup();
    match numbers.as_slice() {
        [one] => *one,
        _ => None,
    }
}

/// Reads all pages, up to a bound, and hands over every entry. Returns what could not be searched:
/// nothing only where the number of distinct transactions is the one that the service states, before
/// and after.
pub(super) async fn walk(
    client: &Client,
    operation: Operation,
    mut each: impl FnMut(Entry<Transaction>),
) -> Result<Vec<String>> {
    let clock = client.http().clock();
    let deadline = clock.now() + LONGEST_WALK;
    let filter = TransactionFilter::new();
    let mut ids = BTreeSet::new();
    let mut totals = BTreeSet::new();
    let mut is_certain = true;
    let mut next = Some(1);
    let mut gaps = Vec::new();
    while let Some(number) = next {
        if number > MOST_PAGES {
            gaps.push(format!("only the first {MOST_PAGES} pages were read"));
            break;
        }
        if clock.now() > deadline {
            gaps.push(format!(
                "only the first {} pages were read in time",
                number - 1
            ));
            break;
        }
        let found = fetch(client, operation, &filter, number).await?;
        is_certain &= found.is_certain;
        totals.insert(found.total);
        for entry in found.entries {
            let id = match &entry {
                Entry::Readable(transaction) => Some(transaction.id.clone()),
                Entry::Unreadable(Unreadable { id, .. }) => id.clone(),
            };
            match id {
                Some(id) => _ = ids.insert(id),
                None => is_certain = false,
            }
            each(entry);
        }
        next = found.next;
    }
    let stated: Vec<Option<u64>> = totals.into_iter().collect();
    let counted = u64::try_from(ids.len()).ok();
    if gaps.is_empty() && (!is_certain || stated != [counted]) {
        gaps.push("the reports do not show as many transactions as they state".to_owned());
    }
    Ok(gaps)
}
