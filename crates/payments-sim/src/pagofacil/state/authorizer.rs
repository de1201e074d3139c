//! The decision about a charge, which a bank would make.

use crate::pagofacil::state::card::Brand;

/// The seed until a test sets another.
const SEED: u64 = 0x7061_676f;

/// Decides charges: pseudo-random from a fixed seed, so that every run is the same.
pub(crate) struct Authorizer {
    random: fastrand::Rng,
    forced: Option<bool>,
}

impl Authorizer {
    pub(crate) fn new() -> Self {
        Self {
            random: fastrand::Rng::with_seed(SEED),
            forced: None,
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

    /// Returns whether a charge to a card of `brand` is approved. American Express always is.
    pub(crate) fn approves(&mut self, brand: Brand) -> bool {
        match self.forced.take() {
            Some(forced) => forced,
            None => brand == Brand::Amex || self.random.bool(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Authorizer, Brand};

    fn outcomes(brand: Brand) -> Vec<bool> {
        let mut authorizer = Authorizer::new();
        (0..100).map(|_| authorizer.approves(brand)).collect()
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
            (0..64)
                .map(|_| authorizer.approves(Brand::Visa))
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
        authorizer.force(false);
        assert!(!authorizer.approves(Brand::Amex));
        assert!(authorizer.approves(Brand::Amex));
    }
}
