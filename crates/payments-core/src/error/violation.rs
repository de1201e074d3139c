//! What is wrong with a request, field by field.

use std::fmt;

use serde::Serialize;

use crate::http::redact;
use crate::{AmountInput, Error, ErrorKind, Operation, Outcome, ProviderName};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    field: String,
    message: String,
}

impl Violation {
    /// What is wrong with the field at a path such as `items[0].price`; an empty path means the
    /// request as a whole. The message is scrubbed, for a provider may echo what it was sent.
    pub fn new(field: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self {
            field: field.into(),
            message: redact::text(message.as_ref()),
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
    /// [`ErrorKind::InvalidRequest`] with [`Outcome::NotSent`] and the whole list.
    pub fn into_result(self, provider: ProviderName, operation: Operation) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            provider,
            operation,
            ErrorKind::InvalidRequest,
            Outcome::NotSent,
        )
        .with_violations(self.0))
    }
}
