//! What is wrong with a request, field by field.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::redact::{self, Secrets};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    field: String,
    message: String,
}

impl Violation {
    /// What is wrong with the field at a path such as `items[0].price`; an empty path means the
    /// request as a whole. Both are redacted, because a provider may echo what it was sent.
    pub fn new(field: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self {
            field: redact::own_words(&field.into()),
            message: redact::own_words(message.as_ref()),
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

    /// The violations, in the order in which they were found.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn an_echo_in_a_message_is_redacted() {
        let card = "4".repeat(16);
        let violation = Violation::new("card.number", format!("'{card}' is not a card"));
        assert_eq!(violation.message(), "'[16 digits]' is not a card");
        let json = serde_json::to_string(&violation).unwrap();
        assert!(!format!("{violation}{violation:?}{json}").contains(&card));
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
}
