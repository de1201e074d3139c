//! Card endings and amounts that decide the outcome of a payment, as the sandboxes of other payment
//! services have them. Neither mPandco nor PagoFácil publishes any: these are the simulator's.

use std::time::Duration;

use payments_testkit::Fault;
use rust_decimal::Decimal;

/// How long a slow response takes.
pub(crate) const SLOW: Duration = Duration::from_secs(10);

/// One line of the table of test values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestValue {
    /// The last four digits of a card. Behind a 4 and eleven zeros they make a Visa card with a valid
    /// check digit.
    pub card_ending: &'static str,
    /// The amount, in whole units of the currency of the service.
    pub amount: u32,
    /// The outcome of a payment with such a card or amount.
    pub outcome: TestOutcome,
}

/// The outcome that a test value decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestOutcome {
    /// The payment is approved.
    Approved,
    /// The payment is declined for this reason. mPandco has the one reason of insufficient funds.
    Declined(DeclineReason),
    /// The payment is approved, and the connection breaks before the response.
    LostResponse,
    /// The payment is approved, and the response takes ten seconds.
    SlowResponse,
}

/// Why a card is declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeclineReason {
    /// No reason is given.
    General,
    /// The account has too little money.
    InsufficientFunds,
    /// The card has expired.
    ExpiredCard,
    /// The issuer does not allow the transaction.
    InvalidTransaction,
}

/// Every test value.
pub const TEST_VALUES: [TestValue; 7] = [
    value("0010", 9_901, TestOutcome::Approved),
    value("0028", 9_902, TestOutcome::Declined(DeclineReason::General)),
    value(
        "0036",
        9_903,
        TestOutcome::Declined(DeclineReason::InsufficientFunds),
    ),
    value(
        "0044",
        9_904,
        TestOutcome::Declined(DeclineReason::ExpiredCard),
    ),
    value(
        "0051",
        9_905,
        TestOutcome::Declined(DeclineReason::InvalidTransaction),
    ),
    value("0069", 9_906, TestOutcome::LostResponse),
    value("0077", 9_907, TestOutcome::SlowResponse),
];

const fn value(card_ending: &'static str, amount: u32, outcome: TestOutcome) -> TestValue {
    TestValue {
        card_ending,
        amount,
        outcome,
    }
}

impl TestOutcome {
    /// The outcome that this amount decides.
    pub(crate) fn of_amount(amount: Decimal) -> Option<Self> {
        let mut values = TEST_VALUES.into_iter();
        values
            .find(|value| Decimal::from(value.amount) == amount)
            .map(|value| value.outcome)
    }

    /// The outcome that a card with this ending decides.
    pub(crate) fn of_card(last_four: &str) -> Option<Self> {
        let mut values = TEST_VALUES.into_iter();
        values
            .find(|value| value.card_ending == last_four)
            .map(|value| value.outcome)
    }

    /// The reason of a decline; `None` for an approval.
    pub(crate) fn decline(self) -> Option<DeclineReason> {
        match self {
            Self::Declined(reason) => Some(reason),
            _ => None,
        }
    }

    /// What happens to the response.
    pub(crate) fn effect(self) -> Option<Effect> {
        match self {
            Self::LostResponse => Some(Effect::Fault(Fault::BreakAfter)),
            Self::SlowResponse => Some(Effect::Delay(SLOW)),
            Self::Approved | Self::Declined(_) => None,
        }
    }
}

/// What a service lets happen to its response: an extension of the response, for the middleware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Fault(Fault),
    Delay(Duration),
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_test_values_are_equal_and_each_is_found() {
        let endings: HashSet<_> = TEST_VALUES.map(|value| value.card_ending).into();
        let amounts: HashSet<_> = TEST_VALUES.map(|value| value.amount).into();
        assert_eq!((endings.len(), amounts.len()), (7, 7));
        for value in TEST_VALUES {
            let found = TestOutcome::of_card(value.card_ending);
            assert_eq!(found, Some(value.outcome));
            let amount = Decimal::new(i64::from(value.amount) * 100, 2);
            assert_eq!(TestOutcome::of_amount(amount), Some(value.outcome));
            let cent_more = amount + Decimal::new(1, 2);
            assert_eq!(TestOutcome::of_amount(cent_more), None);
        }
        assert_eq!(TestOutcome::of_card("1111"), None);
    }

    #[test]
    fn every_ending_makes_a_card_with_a_valid_check_digit() {
        for value in TEST_VALUES {
            let number = format!("4{}{}", "0".repeat(11), value.card_ending);
            let digits = number.chars().filter_map(|digit| digit.to_digit(10));
            let sum: u32 = digits
                .enumerate()
                .map(|(at, digit)| match (at % 2, digit) {
                    (0, 5..) => digit * 2 - 9,
                    (0, _) => digit * 2,
                    _ => digit,
                })
                .sum();
            assert_eq!(sum % 10, 0, "{}", value.card_ending);
        }
    }
}
