//! When which fault occurs.

use std::fmt;

use payments_core::Operation;

use super::Fault;

/// When which fault occurs: by the number of the call, always, or at random from a seed. `Debug` and
/// `Display` show the seed, so that a failure can be reproduced.
///
/// A [`FaultyTransport`](crate::FaultyTransport) counts the calls that go through it; the simulator
/// counts the requests that reach it, once each.
///
/// ```
/// use payments_core::Operation;
/// use payments_testkit::{Fault, FaultPlan};
///
/// // The second confirmation loses its response; every other call goes through.
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
    ByChance {
        seed: u64,
        one_in: u64,
        faults: Vec<Fault>,
    },
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

    /// One call in so many, at random, with a fault drawn from [`Fault::ALL`]. The same seed draws
    /// the same faults for the same sequence of calls.
    pub fn by_chance(seed: u64, one_in: u64) -> Self {
        Self::by_chance_of(seed, one_in, Fault::ALL)
    }

    /// One call in so many, at random, with one of these faults. Without any nothing fails.
    pub fn by_chance_of(seed: u64, one_in: u64, faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::of(When::ByChance {
            seed,
            one_in: one_in.max(1),
            faults: faults.into_iter().collect(),
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

    /// The operation for which a call counts that may be part of any of these; `None` when the plan
    /// does not cover it.
    pub(super) fn covered(&self, operations: &[&'static str]) -> Option<&'static str> {
        let mut operations = operations.iter().copied();
        match self.operation {
            Some(only) => operations.find(|name| *name == only.name()),
            None => operations.next(),
        }
    }

    /// The fault of the call of this number.
    pub(super) fn fault(&self, call: u64) -> Option<Fault> {
        match &self.when {
            When::Always(fault) => Some(*fault),
            When::At(calls) => calls
                .iter()
                .find(|(number, _)| *number == call)
                .map(|(_, fault)| *fault),
            When::ByChance {
                seed,
                one_in,
                faults,
            } => {
                let mut random = fastrand::Rng::with_seed(seed.wrapping_add(call));
                let is_hit = random.u64(0..*one_in) == 0;
                is_hit.then(|| random.choice(faults).copied()).flatten()
            }
        }
    }
}

/// What it does, to follow the word "faults".
impl fmt::Display for FaultPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.when {
            When::Always(fault) => write!(f, "in every call: {fault}")?,
            When::At(calls) => {
                f.write_str("by script:")?;
                for (number, fault) in calls {
                    write!(f, " {fault} in call {number};")?;
                }
            }
            When::ByChance {
                seed,
                one_in,
                faults,
            } => {
                write!(f, "by chance in one call of {one_in}, seed {seed}")?;
                if *faults != Fault::ALL {
                    let names: Vec<String> = faults.iter().map(Fault::to_string).collect();
                    write!(f, ", of {}", names.join(", "))?;
                }
            }
        }
        match self.operation {
            Some(only) => write!(f, " (calls of {only} only)"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_faults() {
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
    fn faults_are_drawn_from_the_given_ones_only() {
        let draw = |faults: &[Fault]| -> Vec<Fault> {
            let plan = FaultPlan::by_chance_of(7, 2, faults.iter().copied());
            (1..50).filter_map(|call| plan.fault(call)).collect()
        };
        let stalls = draw(&[Fault::Stall]);
        assert!(stalls.len() > 10 && stalls.iter().all(|fault| *fault == Fault::Stall));
        assert!(draw(&[]).is_empty());
    }

    #[test]
    fn a_plan_says_what_it_does() {
        let chance = FaultPlan::by_chance_of(42, 3, [Fault::Stall, Fault::Html]);
        let script = FaultPlan::script([(1, Fault::Refuse), (3, Fault::StatusAfter(502))]);
        let always = FaultPlan::always(Fault::Empty).on(Operation::VOID_PAYMENT);
        let texts = [FaultPlan::by_chance(7, 2), chance, script, always];
        insta::assert_snapshot!(texts.map(|plan| plan.to_string()).join("\n"), @r"
        by chance in one call of 2, seed 7
        by chance in one call of 3, seed 42, of stall, html
        by script: refuse in call 1; status_after_502 in call 3;
        in every call: empty (calls of void_payment only)
        ");
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
