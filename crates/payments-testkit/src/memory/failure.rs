//! How calls fail.

use payments_core::{AmountInput, Error, ErrorKind, Money, Operation, Outcome, Result, Violations};

use super::provider::{CURRENCIES, NAME};

/// Fails a call whose arguments are not valid.
pub(super) fn validate(operation: Operation, check: impl FnOnce(&mut Violations)) -> Result<()> {
    let mut violations = Violations::new();
    check(&mut violations);
    violations.into_result(NAME, operation)
}

/// Fails a call whose arguments are not valid, and answers its amount otherwise.
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

pub(super) fn refused(operation: Operation, detail: impl AsRef<str>) -> Error {
    Error::new(NAME, operation, ErrorKind::Refused, Outcome::Rejected).with_detail(detail)
}
