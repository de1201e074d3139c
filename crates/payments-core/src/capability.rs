//! What a provider can do, known before it is asked.

use std::fmt;

use crate::{Currency, Operation};

/// What a provider can do, as data: its operations, and the currencies it takes.
///
/// An operation that is not among them answers
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) without sending anything.
///
/// ```
/// use payments_core::{Capabilities, Currency, Operation};
///
/// const CAN: Capabilities =
///     Capabilities::new(&[Operation::CREATE_PAYMENT, Operation::GET_PAYMENT], &[Currency::VES]);
/// assert!(CAN.supports(Operation::GET_PAYMENT));
/// assert!(!CAN.supports(Operation::VOID_PAYMENT));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    operations: &'static [Operation],
    currencies: &'static [Currency],
}

impl Capabilities {
    /// A provider that has these operations and takes these currencies.
    pub const fn new(operations: &'static [Operation], currencies: &'static [Currency]) -> Self {
        Self {
            operations,
            currencies,
        }
    }

    /// Whether the provider has an operation.
    pub fn supports(&self, operation: Operation) -> bool {
        self.operations.contains(&operation)
    }

    /// The operations that it has.
    pub const fn operations(&self) -> &'static [Operation] {
        self.operations
    }

    /// The currencies that it takes.
    pub const fn currencies(&self) -> &'static [Currency] {
        self.currencies
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capabilities")
            .field("operations", &self.operations)
            .field("currencies", &self.currencies)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_data() {
        let all = Capabilities::new(&[Operation::GET_PAYMENT], &[Currency::MXN]);
        assert!(all.supports(Operation::GET_PAYMENT) && !all.supports(Operation::VOID_PAYMENT));
        assert_eq!(all.operations(), [Operation::GET_PAYMENT]);
        assert_eq!(all.currencies(), [Currency::MXN]);
        assert_eq!(
            format!("{all:?}"),
            "Capabilities { operations: [get_payment], currencies: [MXN] }"
        );
    }
}
