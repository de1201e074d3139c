//! Operations by name, and whether they may be repeated.

use std::fmt;

use serde::{Serialize, Serializer};

/// Whether an operation may be repeated when its answer is lost. It is a property of the
/// operation, never of the HTTP verb: one of our providers charges cards with a GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes nothing; repeating it is safe.
    Read,
    /// It moves money, or changes what will move. It is repeated only when nothing was sent.
    MovesMoney,
}

/// One operation of a provider, such as [`Operation::CONFIRM_PAYMENT`].
///
/// Its name is the name of everything about it: the file that implements it, its fixtures, and
/// the word in errors and traces.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Operation {
    name: &'static str,
    effect: Effect,
}

macro_rules! operations {
    ($($(#[$docs:meta])* $constant:ident = $name:literal $effect:ident;)*) => {
        impl Operation {
            $($(#[$docs])* pub const $constant: Self = Self::new($name, Effect::$effect);)*

            /// Every operation of the traits of this crate.
            pub const ALL: &[Self] = &[$(Self::$constant),*];
        }
    };
}

operations! {
    /// Creates a payment; where a card is charged at once, charges it.
    CREATE_PAYMENT = "create_payment" MovesMoney;
    /// Confirms a payment that its payer approved.
    CONFIRM_PAYMENT = "confirm_payment" MovesMoney;
    /// Fetches a payment by its id.
    GET_PAYMENT = "get_payment" Read;
    /// Searches payments by the merchant's reference.
    FIND_PAYMENT = "find_payment" Read;
    /// Lists payments.
    LIST_PAYMENTS = "list_payments" Read;
    /// Takes a paid payment back.
    VOID_PAYMENT = "void_payment" MovesMoney;
    /// Registers a subscription.
    REGISTER_SUBSCRIPTION = "register_subscription" MovesMoney;
    /// Fetches a subscription by its id.
    GET_SUBSCRIPTION = "get_subscription" Read;
    /// Searches subscriptions by the merchant's reference.
    FIND_SUBSCRIPTION = "find_subscription" Read;
    /// Cancels a subscription.
    CANCEL_SUBSCRIPTION = "cancel_subscription" MovesMoney;
    /// Changes the amount or the schedule of a subscription.
    MODIFY_SUBSCRIPTION = "modify_subscription" MovesMoney;
    /// Lists the charges of a subscription.
    LIST_CHARGES = "list_charges" Read;
    /// Sends money to a bank account.
    SEND_PAYOUT = "send_payout" MovesMoney;
    /// Searches payouts by the merchant's reference.
    FIND_PAYOUT = "find_payout" Read;
}

impl Operation {
    /// Putting a client together; it is no call, and appears in errors of builders only.
    pub const BUILD: Self = Self::new("build", Effect::Read);

    /// An operation that only its provider has, named in `snake_case`.
    pub const fn new(name: &'static str, effect: Effect) -> Self {
        Self { name, effect }
    }

    /// The name, such as `confirm_payment`.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether it may be repeated.
    pub const fn effect(self) -> Effect {
        self.effect
    }

    /// Whether it moves money, or changes what will move.
    pub fn moves_money(self) -> bool {
        self.effect == Effect::MovesMoney
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_read_by_its_name() {
        let operation = Operation::CONFIRM_PAYMENT;
        assert_eq!(operation.name(), "confirm_payment");
        assert_eq!(
            format!("{operation} {operation:?}"),
            "confirm_payment confirm_payment"
        );
        let json = serde_json::to_string(&operation).unwrap();
        assert_eq!(json, r#""confirm_payment""#);
    }

    #[test]
    fn what_only_asks_moves_no_money() {
        let asks = |operation: &Operation| {
            ["get_", "find_", "list_"]
                .iter()
                .any(|start| operation.name().starts_with(start))
        };
        for operation in Operation::ALL {
            assert_eq!(operation.moves_money(), !asks(operation), "{operation}");
        }
    }
}
