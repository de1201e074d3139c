//! The request of a search in the reports.

use payments_core::{Operation, Result, Violations};

use super::Data;
use super::registration::latin;
use crate::service::Service;
use crate::{NAME, TransactionFilter};

/// The fields of a search, or everything that is wrong with them.
pub(crate) fn search<'a>(
    service: &'a Service,
    operation: Operation,
    filter: &'a TransactionFilter,
) -> Result<Data<'a>> {
    let mut violations = Violations::new();
    let api_secret = service.keys().require_api_secret(&mut violations);
    if let (Some(start), Some(end)) = (filter.start(), filter.end())
        && end < start
    {
        violations.push("filter.end", "must not be before the start");
    }
    for (field, text) in [
        ("filter.branch_id", filter.branch_id()),
        ("filter.transaction_id", filter.transaction_id()),
    ] {
        if text.is_some_and(|text| text.trim().is_empty() || text.contains(char::is_control)) {
            violations.push(field, "must be a text without control characters");
        }
    }
    let api_secret = violations.into_value(NAME, operation, api_secret)?;

    let mut data = Data::new();
    data.secret("api_secret", api_secret);
    // The table's name; the example of the same document sends `date`.
    if let Some(start) = filter.start() {
        data.text("dateStart", latin(start));
    }
    if let Some(end) = filter.end() {
        data.text("dateEnd", latin(end));
    }
    if let Some(status) = filter.status() {
        data.number("status_id", status);
    }
    if let Some(branch) = filter.branch_id() {
        data.text("branch_id", branch);
    }
    if let Some(id) = filter.transaction_id() {
        data.text("transaction_id", id);
    }
    Ok(data)
}
