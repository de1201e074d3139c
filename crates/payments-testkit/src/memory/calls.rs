//! Validation, errors and pagination, shared by all calls.

use payments_core::{
    AmountInput, Error, ErrorKind, Money, Operation, Outcome, Page, PageRequest, PageToken, Result,
    Violations,
};

use super::ledger::Number;
use super::{CURRENCIES, NAME};

/// Validates the arguments of a call.
pub(super) fn validate(operation: Operation, check: impl FnOnce(&mut Violations)) -> Result<()> {
    let mut violations = Violations::new();
    check(&mut violations);
    violations.into_result(NAME, operation)
}

/// Validates the arguments of a call, and returns its amount.
pub(super) fn validate_priced(
    operation: Operation,
    amount: &AmountInput,
    check: impl FnOnce(&mut Violations),
) -> Result<Money> {
    let money = amount.money();
    validate(operation, |violations| {
        check(violations);
        if let Ok(money) = &money
            && !CURRENCIES.contains(&money.currency())
        {
            violations.push("amount", "must be in MXN, USD or VES");
        }
    })?;
    // The check has refused anything else already.
    money.map_err(|reason| {
        Error::new(NAME, operation, ErrorKind::InvalidRequest, Outcome::NotSent)
            .with_detail(reason.to_string())
    })
}

pub(super) fn not_found(operation: Operation) -> Error {
    Error::new(NAME, operation, ErrorKind::NotFound, Outcome::Rejected)
}

pub(super) fn declined(operation: Operation) -> Error {
    Error::new(NAME, operation, ErrorKind::Declined, Outcome::Rejected)
}

pub(super) fn refused(operation: Operation, detail: impl AsRef<str>) -> Error {
    Error::new(NAME, operation, ErrorKind::Refused, Outcome::Rejected).with_detail(detail)
}

/// Returns the requested page of `records` (oldest first), newest entry first. Records added
/// between two pages do not shift entries from one page to the next.
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
    Ok(Page::new(shown.into_iter().map(view).collect())
        .with_next(next)
        .with_total(u64::try_from(records.len()).ok()))
}
