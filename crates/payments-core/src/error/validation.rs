//! Errors of requests that are invalid.

use super::{Error, ErrorKind, Outcome};
use crate::{Operation, ProviderName, Violations};

impl Violations {
    /// Fails a call that has not been sent, if anything is wrong.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`], or [`ErrorKind::Configuration`] of a builder, with
    /// [`Outcome::NotSent`] and the whole list.
    pub fn into_result(self, provider: ProviderName, operation: Operation) -> Result<(), Error> {
        self.into_value(provider, operation, Some(()))
    }

    /// Like [`into_result`](Self::into_result), with the value that was made while checking: it is
    /// missing only if something is wrong.
    ///
    /// # Errors
    ///
    /// As [`into_result`](Self::into_result).
    pub fn into_value<T>(
        self,
        provider: ProviderName,
        operation: Operation,
        value: Option<T>,
    ) -> Result<T, Error> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => {
                let kind = if operation == Operation::BUILD {
                    ErrorKind::Configuration
                } else {
                    ErrorKind::InvalidRequest
                };
                Err(Error::new(provider, operation, kind, Outcome::NotSent)
                    .with_violations(self.into_vec()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: ProviderName = ProviderName::new("example");

    #[test]
    fn nothing_wrong_is_no_error() {
        let violations = Violations::new();
        assert!(violations.is_empty());
        assert!(violations.into_result(EXAMPLE, Operation::BUILD).is_ok());
    }

    #[test]
    fn every_violation_is_in_the_error_in_order_and_nothing_was_sent() {
        let mut violations = Violations::new();
        violations.push("reference", "must not be empty");
        violations.push("amount", "must be more than nothing");
        assert_eq!(violations.len(), 2);
        let error = violations
            .into_result(EXAMPLE, Operation::CREATE_PAYMENT)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        insta::assert_snapshot!(error, @"example create_payment: the request is invalid; reference: must not be empty; amount: must be more than nothing. Nothing was sent");
    }

    #[test]
    fn a_value_is_returned_only_if_nothing_is_wrong() {
        let operation = Operation::GET_PAYMENT;
        let good = Violations::new().into_value(EXAMPLE, operation, Some(7));
        assert_eq!(good.unwrap(), 7);
        let mut violations = Violations::new();
        violations.push("day", "is wrong");
        let error = violations
            .clone()
            .into_value(EXAMPLE, operation, Some(7))
            .unwrap_err();
        assert_eq!(error.violations(), violations.into_vec());
        let missing = Violations::new().into_value(EXAMPLE, operation, None::<u8>);
        assert_eq!(missing.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }

    #[test]
    fn a_builder_with_violations_is_configured_wrongly() {
        let mut violations = Violations::new();
        violations.push("base_url", "is required");
        let error = violations
            .into_result(EXAMPLE, Operation::BUILD)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}
