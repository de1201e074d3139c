//! What is wrong with a request, field by field.

use std::fmt;

use serde::Serialize;

use crate::redact::{self, Secrets};
use crate::{AmountInput, Error, ErrorKind, Operation, Outcome, ProviderName};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    field: String,
    message: String,
}

impl Violation {
    /// What is wrong with the field at a path such as `items[0].price`; an empty path means the
    /// request as a whole. Both are scrubbed, for a provider may echo what it was sent.
    pub fn new(field: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self {
            field: redact::text(&field.into()),
            message: redact::text(message.as_ref()),
        }
    }

    pub(super) fn without(&self, secrets: &Secrets) -> Self {
        Self {
            field: secrets.redact(&*self.field),
            message: secrets.redact(&*self.message),
        }
    }

    /// The path of the field.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.field, self.message)
        }
    }
}

/// A growing list of what is wrong with a request.
///
/// ```
/// use payments_core::Violations;
///
/// let mut violations = Violations::new();
/// violations.push("card.number", "must have 13 to 19 digits");
/// assert_eq!(violations.len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a violation of the field at a path.
    pub fn push(&mut self, field: impl Into<String>, message: impl AsRef<str>) {
        self.0.push(Violation::new(field, message));
    }

    /// Adds whatever is wrong with an amount to be paid: it must be money, and more than nothing.
    pub fn check_price(&mut self, field: &str, amount: &AmountInput) {
        match amount.money() {
            Ok(money) if money.is_positive() => {}
            Ok(_) => self.push(field, "must be more than nothing"),
            Err(reason) => self.push(field, reason.to_string()),
        }
    }

    /// The value of a field that could be made, or a violation with the reason why not. Nothing is
    /// added twice: a field that already has a violation keeps it.
    pub fn keep<T, E: fmt::Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(reason) => {
                if !self.0.iter().any(|violation| violation.field == field) {
                    self.push(field, reason.to_string());
                }
                None
            }
        }
    }

    /// The value of a field that must be there, or a violation.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.push(field, "is required");
        }
        value
    }

    /// What is wrong, in the order in which it was found.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

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
                Err(Error::new(provider, operation, kind, Outcome::NotSent).with_violations(self.0))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money};

    const EXAMPLE: ProviderName = ProviderName::new("example");

    #[test]
    fn a_violation_names_its_field_or_the_request_as_a_whole() {
        let field = Violation::new("items[0].price", "must be more than nothing");
        assert_eq!(
            field.to_string(),
            "items[0].price: must be more than nothing"
        );
        assert_eq!(
            Violation::new("", "is a duplicate").to_string(),
            "is a duplicate"
        );
    }

    #[test]
    fn an_echo_in_a_message_is_scrubbed() {
        let card = "4".repeat(16);
        let violation = Violation::new("card.number", format!("'{card}' is not a card"));
        assert_eq!(violation.message(), "'[16 digits]' is not a card");
        let json = serde_json::to_string(&violation).unwrap();
        assert!(!format!("{violation}{violation:?}{json}").contains(&card));
    }

    #[test]
    fn a_price_is_money_and_more_than_nothing() {
        let problem = |amount: &str| {
            let mut violations = Violations::new();
            violations.check_price("amount", &Money::parse(amount, Currency::MXN).into());
            violations.0.pop().map(|violation| violation.to_string())
        };
        assert_eq!(problem("0.01"), None);
        assert_eq!(
            problem("0").as_deref(),
            Some("amount: must be more than nothing")
        );
        assert_eq!(
            problem("-5").as_deref(),
            Some("amount: must be more than nothing")
        );
        assert_eq!(
            problem("0.005").as_deref(),
            Some("amount: 0.005 has more than the 2 decimals of MXN")
        );
        assert_eq!(
            problem("12,50").as_deref(),
            Some("amount: the amount is not a decimal number")
        );
    }

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
    fn a_value_that_could_not_be_made_is_one_violation_of_its_field() {
        let mut violations = Violations::new();
        assert_eq!(violations.keep("day", "7".parse::<u8>()), Some(7));
        assert!(violations.is_empty());
        assert_eq!(violations.keep("day", "x".parse::<u8>()), None);
        assert_eq!(violations.keep("day", "300".parse::<u8>()), None);
        assert_eq!(violations.required("month", Some(1)), Some(1));
        assert_eq!(violations.required::<u8>("year", None), None);
        let texts: Vec<String> = violations.0.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            ["day: invalid digit found in string", "year: is required"]
        );
    }

    #[test]
    fn a_value_is_answered_only_if_nothing_is_wrong() {
        let operation = Operation::GET_PAYMENT;
        let good = Violations::new().into_value(EXAMPLE, operation, Some(7));
        assert_eq!(good.unwrap(), 7);
        let mut violations = Violations::new();
        violations.push("day", "is wrong");
        let error = violations
            .clone()
            .into_value(EXAMPLE, operation, Some(7))
            .unwrap_err();
        assert_eq!(error.violations(), violations.0);
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
