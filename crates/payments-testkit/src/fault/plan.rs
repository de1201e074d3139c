//! When which fault happens.

use payments_core::Operation;

use super::Fault;

/// When which fault happens: by the number of the call, always, or by chance that repeats itself
/// with its seed. `Debug` shows the seed, so that a failure can be run again.
///
/// ```
/// use payments_core::Operation;
/// use payments_testkit::{Fault, FaultPlan};
///
/// // The second confirmation loses its answer; every other call goes through.
/// let plan = FaultPlan::at(2, Fault::BreakAfter).on(Operation::CONFIRM_PAYMENT);
/// ```
#[derive(Clone, Debug)]
pub struct FaultPlan {
    when: When,
    operation: Option<Operation>,
}

#[derive(Clone, Debug)]
enum When {
    Always(Fault),
    At(Vec<(u64, Fault)>),
    ByChance { seed: u64, one_in: u64 },
}

impl FaultPlan {
    /// Every call.
    pub fn always(fault: Fault) -> Self {
        Self::of(When::Always(fault))
    }

    /// The call of this number, counted from 1.
    pub fn at(call: u64, fault: Fault) -> Self {
        Self::of(When::At(vec![(call, fault)]))
    }

    /// The calls of these numbers, counted from 1.
    pub fn script(calls: impl IntoIterator<Item = (u64, Fault)>) -> Self {
        Self::of(When::At(calls.into_iter().collect()))
    }

    /// One call in so many, with a fault drawn by chance. The same seed draws the same faults for
    /// the same sequence of calls.
    pub fn by_chance(seed: u64, one_in: u64) -> Self {
        Self::of(When::ByChance {
            seed,
            one_in: one_in.max(1),
        })
    }

    fn of(when: When) -> Self {
        Self {
            when,
            operation: None,
        }
    }

    /// Only calls of this operation count, and only they fail.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    pub(super) fn covers(&self, operation: Operation) -> bool {
        self.operation.is_none_or(|only| only == operation)
    }

    /// What happens to the call of this number.
    pub(super) fn fault(&self, call: u64) -> Option<Fault> {
        match &self.when {
            When::Always(fault) => Some(*fault),
            When::At(calls) => calls
                .iter()
                .find(|(number, _)| *number == call)
                .map(|(_, fault)| *fault),
            When::ByChance { seed, one_in } => {
                let drawn = mixed(seed.wrapping_add(call));
                let which = usize::try_from(drawn >> 32).unwrap_or(0) % Fault::ALL.len();
                drawn
                    .is_multiple_of(*one_in)
                    .then(|| Fault::ALL.get(which).copied())
                    .flatten()
            }
        }
    }
}

/// Spreads a counter over all numbers (the finalizer of SplitMix64).
fn mixed(counter: u64) -> u64 {
    let mut mixed = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_repeats_itself_with_its_seed() {
        let draw = |seed| -> Vec<Option<Fault>> {
            let plan = FaultPlan::by_chance(seed, 3);
            (1..200).map(|call| plan.fault(call)).collect()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let faults = draw(7).into_iter().flatten().count();
        assert!((40..100).contains(&faults), "{faults}");
        for fault in Fault::ALL {
            let seen = (0..200).any(|seed| draw(seed).contains(&Some(fault)));
            assert!(seen, "{fault:?} is never drawn");
        }
    }

    #[test]
    fn a_script_counts_from_one() {
        let plan = FaultPlan::script([(1, Fault::Refuse), (3, Fault::Empty)]);
        let faults: Vec<_> = (1..=4).map(|call| plan.fault(call)).collect();
        assert_eq!(
            faults,
            [Some(Fault::Refuse), None, Some(Fault::Empty), None]
        );
    }
}
