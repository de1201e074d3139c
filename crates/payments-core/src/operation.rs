//! Operations by name, and whether they may be repeated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::names::{InvalidName, intern};

/// What an operation changes at the provider. It is a property of the operation, never of the HTTP
/// method: a provider may charge cards with a GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It changes nothing; repeating it is safe.
    Read,
    /// It changes something, but no money: repeating it is safe.
    Write,
    /// It moves money, or changes what will move. It is repeated only when nothing was sent, or
    /// where its [`Repeatability`] makes a repetition harmless.
    MovesMoney,
}

/// Whether a call that moves money can be repeated after its response was lost, because the
/// provider guarantees that it takes effect at most once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeatability {
    /// The provider guarantees nothing: a repetition may move money twice.
    #[default]
    Never,
    /// The provider executes the operation at most once per id, such as a capture or a void.
    OncePerId,
    /// The provider deduplicates calls by an idempotency key, the request's
    /// [`AttemptKey`](crate::AttemptKey).
    ByKey,
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
    /// Returns a payment in full before it is settled.
    VOID_PAYMENT = "void_payment" MovesMoney;
    /// Returns a paid payment, in full or in part.
    REFUND_PAYMENT = "refund_payment" MovesMoney;
    /// Searches refunds by their reference.
    FIND_REFUND = "find_refund" Read;
    /// Stores a card at the provider.
    STORE_CARD = "store_card" Write;
    /// Deletes a stored card.
    DELETE_CARD = "delete_card" Write;
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
    /// Building a client. It is not a call, and appears only in errors of builders.
    pub const BUILD: Self = Self::new("build", Effect::Read);

    /// Settling an order, which looks its payment up and confirms it where that is needed. Every
    /// provider that shows payments has it.
    pub const SETTLE_PAYMENT: Self = Self::new("settle_payment", Effect::MovesMoney);

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

    /// The name of the method that resolves the operation when its outcome is unknown, where there
    /// is one.
    pub fn resolver(self) -> Option<&'static str> {
        [
            (Self::CREATE_PAYMENT, "resolve_payment"),
            (Self::CONFIRM_PAYMENT, "resolve_confirmation"),
            (Self::VOID_PAYMENT, "resolve_void"),
            (Self::REFUND_PAYMENT, "resolve_refund"),
            (Self::REGISTER_SUBSCRIPTION, "resolve_subscription"),
            (Self::CANCEL_SUBSCRIPTION, "resolve_cancellation"),
            (Self::SEND_PAYOUT, "resolve_payout"),
        ]
        .into_iter()
        .find_map(|(resolved, name)| (resolved == self).then_some(name))
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

/// Operations are known by name. The effect of one that only its provider has is not part of the
/// stored name: it counts as moving money.
impl FromStr for Operation {
    type Err = InvalidName;

    fn from_str(name: &str) -> Result<Self, InvalidName> {
        let known = Self::ALL
            .iter()
            .chain([&Self::BUILD, &Self::SETTLE_PAYMENT]);
        match known.copied().find(|operation| operation.name == name) {
            Some(operation) => Ok(operation),
            None => Ok(Self::new(intern(name)?, Effect::MovesMoney)),
        }
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
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
    fn only_reads_and_the_card_vault_move_no_money() {
        let is_harmless = |operation: &Operation| {
            let name = operation.name();
            let reads = ["get_", "find_", "list_"]
                .iter()
                .any(|start| name.starts_with(start));
            reads || name.ends_with("_card")
        };
        for operation in Operation::ALL {
            assert_eq!(
                operation.moves_money(),
                !is_harmless(operation),
                "{operation}"
            );
        }
    }

    #[test]
    fn an_unknown_operation_counts_as_moving_money() {
        assert_eq!("get_payment".parse(), Ok(Operation::GET_PAYMENT));
        assert!("charge_card".parse::<Operation>().unwrap().moves_money());
        assert!("charge card".parse::<Operation>().is_err());
    }

    #[test]
    fn every_call_that_moves_money_is_resolved_but_the_one_that_no_provider_has() {
        for operation in Operation::ALL {
            let resolved = operation.moves_money() && *operation != Operation::MODIFY_SUBSCRIPTION;
            assert_eq!(operation.resolver().is_some(), resolved, "{operation}");
        }
    }
}
