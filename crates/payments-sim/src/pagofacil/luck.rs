//! What decides charges in place of a bank.

use super::card::Brand;

/// Where every world starts, until a test wants another course of events.
const SEED: u64 = 0x7061_676f;

/// Decides charges: pseudo-random from a fixed seed, so that every run is the same.
pub(crate) struct Luck {
    state: u64,
    forced: Option<bool>,
}

impl Luck {
    pub(crate) fn new() -> Self {
        Self {
            state: SEED,
            forced: None,
        }
    }

    /// Starts over: what follows depends on `seed` alone.
    pub(crate) fn reseed(&mut self, seed: u64) {
        self.state = seed;
    }

    /// Decides the next charge beforehand, whatever the card.
    pub(crate) fn force(&mut self, approved: bool) {
        self.forced = Some(approved);
    }

    /// Whether a charge to a card of `brand` is approved. American Express always is.
    pub(crate) fn approves(&mut self, brand: Brand) -> bool {
        match self.forced.take() {
            Some(forced) => forced,
            None => brand == Brand::Amex || self.flip(),
        }
    }

    /// One step of SplitMix64, of which one bit is enough.
    fn flip(&mut self) -> bool {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) & 1 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Brand, Luck};

    fn outcomes(brand: Brand) -> Vec<bool> {
        let mut luck = Luck::new();
        (0..100).map(|_| luck.approves(brand)).collect()
    }

    #[test]
    fn both_outcomes_happen_and_every_run_has_the_same() {
        let visa = outcomes(Brand::Visa);
        let approved = visa.iter().filter(|approved| **approved).count();
        assert!((30..=70).contains(&approved), "{approved} of 100");
        assert_eq!(visa, outcomes(Brand::Visa));
    }

    #[test]
    fn a_seed_decides_all_that_follows() {
        let after = |seed| {
            let mut luck = Luck::new();
            luck.reseed(seed);
            (0..64)
                .map(|_| luck.approves(Brand::Visa))
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
        let mut luck = Luck::new();
        luck.force(false);
        assert!(!luck.approves(Brand::Amex));
        assert!(luck.approves(Brand::Amex));
    }
}
