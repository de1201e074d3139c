//! The decision about a charge, which a bank would make.

use rust_decimal::Decimal;

use crate::pagofacil::state::card::{Brand, Card};
use crate::test_values::{DeclineReason, TestOutcome};

/// The seed until a test sets another.
const SEED: u64 = 0x7061_676f;

/// Decides charges: pseudo-random from a fixed seed, so that every run is the same.
pub(crate) struct Authorizer {
    random: fastrand::Rng,
    forced: Option<bool>,
    /// Whether the cards and amounts of the test values decide.
    pub(crate) test_values: bool,
}

impl Authorizer {
    pub(crate) fn new() -> Self {
        Self {
            random: fastrand::Rng::with_seed(SEED),
            forced: None,
            test_values: false,
        }
    }

    /// Starts over: what follows depends on `seed` alone.
    pub(crate) fn reseed(&mut self, seed: u64) {
        self.random = fastrand::Rng::with_seed(seed);
    }

    /// Decides the next charge beforehand, whatever the card.
    pub(crate) fn force(&mut self, approved: bool) {
        self.forced = Some(approved);
    }

    /// Decides a charge, and returns why it is declined; `None` approves it. American Express is
    /// declined only by force or by a test value.
    pub(crate) fn decline(&mut self, card: &Card, amount: Decimal) -> Option<DeclineReason> {
        let approved = match self.forced.take() {
            Some(forced) => forced,
            None => {
                if let Some(outcome) = self.test_outcome(&card.last_four, amount) {
                    return outcome.decline();
                }
                card.brand == Brand::Amex || self.random.bool()
            }
        };
        (!approved).then_some(DeclineReason::General)
    }

    /// The outcome that a test value decides. The card comes before the amount.
    pub(crate) fn test_outcome(&self, last_four: &str, amount: Decimal) -> Option<TestOutcome> {
        let of_card = TestOutcome::of_card(last_four);
        let outcome = of_card.or_else(|| TestOutcome::of_amount(amount));
        outcome.filter(|_| self.test_values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(brand: Brand, last_four: &str) -> Card {
        Card {
            brand,
            masked: String::new(),
            last_four: last_four.to_owned(),
        }
    }

    fn outcomes(brand: Brand) -> Vec<bool> {
        let mut authorizer = Authorizer::new();
        let card = card(brand, "1111");
        (0..100)
            .map(|_| authorizer.decline(&card, Decimal::ONE).is_none())
            .collect()
    }

    #[test]
    fn both_outcomes_happen_and_every_run_has_the_same() {
        let visa = outcomes(Brand::Visa);
        let approved = visa.iter().filter(|approved| **approved).count();
        assert!((30..=70).contains(&approved), "{approved} of 100");
        assert_eq!(visa, outcomes(Brand::Visa));
    }

    #[test]
    fn a_seed_decides_all_outcomes_that_follow() {
        let after = |seed| {
            let mut authorizer = Authorizer::new();
            authorizer.reseed(seed);
            let card = card(Brand::Visa, "1111");
            (0..64)
                .map(|_| authorizer.decline(&card, Decimal::ONE))
                .collect::<Vec<_>>()
        };
        assert_eq!(after(1), after(1));
        assert_ne!(after(1), after(2));
    }

    #[test]
    fn american_express_is_always_approved() {
        assert!(outcomes(Brand::Amex).into_iter().all(|approved| approved));
    }

    #[test]
    fn a_forced_outcome_holds_for_one_charge() {
        let mut authorizer = Authorizer::new();
        let amex = card(Brand::Amex, "1111");
        authorizer.force(false);
        let reason = authorizer.decline(&amex, Decimal::ONE);
        assert_eq!(reason, Some(DeclineReason::General));
        assert_eq!(authorizer.decline(&amex, Decimal::ONE), None);
    }

    #[test]
    fn test_values_decide_where_they_are_enabled() {
        let mut authorizer = Authorizer::new();
        let amex = card(Brand::Amex, "0036");
        let declined = Decimal::from(9_904);
        assert_eq!(authorizer.decline(&amex, declined), None);
        authorizer.test_values = true;
        let of_card = authorizer.decline(&amex, declined);
        assert_eq!(of_card, Some(DeclineReason::InsufficientFunds));
        let of_amount = authorizer.decline(&card(Brand::Amex, "1111"), declined);
        assert_eq!(of_amount, Some(DeclineReason::ExpiredCard));
        authorizer.force(true);
        assert_eq!(authorizer.decline(&amex, declined), None);
    }
}
