//! Searching the transactions of the account: the method `rss` of the reports, a beta.

use payments_core::{
    Effect, ErrorKind, Operation, Outcome, Page, PageRequest, PageToken, Result, Violations,
};

use crate::service::Service;
use crate::wire::{Answer, Data, ReportStatus, search};
use crate::{NAME, Transaction, TransactionFilter, convert, error};

/// Searches transactions, which no trait of `payments-core` does.
pub(crate) const SEARCH_TRANSACTIONS: Operation =
    Operation::new("search_transactions", Effect::Read);
const METHOD: &str = "rss";

pub(crate) async fn search_transactions(
    service: &Service,
    filter: &TransactionFilter,
    page: &PageRequest,
) -> Result<Page<Transaction>> {
    let number = match page.token() {
        None => 1,
        Some(token) => read_token(SEARCH_TRANSACTIONS, token.as_str())?,
    };
    let found = fetch(service, SEARCH_TRANSACTIONS, filter, number).await?;
    let token = |next: u32| PageToken::new(next.to_string());
    Ok(Page {
        items: found.transactions,
        next: found.next.map(token),
        total: found.total,
    })
}

/// The number of a page behind the first.
pub(super) fn read_token(operation: Operation, token: &str) -> Result<u32> {
    let mut violations = Violations::new();
    let number = token.parse().ok().filter(|number| *number > 1);
    if number.is_none() {
        violations.push("page.token", "is none of this listing's");
    }
    violations.into_value(NAME, operation, number)
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
    service: &Service,
    operation: Operation,
    filter: &TransactionFilter,
    number: u32,
) -> Result<Found> {
    let data = search(service, operation, filter)?;
    let page = (number > 1).then_some(number);
    let called = service
        .channel()
        .report(operation, METHOD, &data, page)
        .await?;
    found(operation, &data, called.answer, number)
}

fn found(operation: Operation, data: &Data<'_>, answer: Box<Answer>, number: u32) -> Result<Found> {
    let Some(status) = answer.status.report() else {
        if answer.error.is_empty() {
            let detail = "the answer is no report";
            return Err(error::unclear(operation, data, &answer, detail));
        }
        return Err(error::invalid(operation, data, &answer));
    };
    if status.result.text() != Some("ok") {
        return Err(error::no_report(operation, data, status));
    }
    let (next, total) = (
        next_page(operation, status, number)?,
        count(&status.elements),
    );
    let transactions = answer.transactions.into_vec().into_iter();
    let transactions = transactions.map(|(name, wire)| {
        let name = error::scrub(data, &name);
        convert::transaction(data, name.clone(), &wire)
            .map_err(|reason| unreadable(operation, &format!("transaction {name}: {reason}")))
    });
    Ok(Found {
        transactions: transactions.collect::<Result<_>>()?,
        next,
        total,
    })
}

/// A server that ignores the number of a page would give the first one for ever.
fn next_page(operation: Operation, status: &ReportStatus, asked: u32) -> Result<Option<u32>> {
    let told = count(&status.page).and_then(|page| u32::try_from(page).ok());
    if asked > 1 && told.is_some_and(|told| told != asked) {
        return Err(unreadable(operation, "the answer is another page"));
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
