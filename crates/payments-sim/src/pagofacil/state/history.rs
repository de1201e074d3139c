//! The charges in the order of time, so that a search looks at what it finds and not at all there is.

use std::collections::HashMap;

use time::PrimitiveDateTime;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::charge::Charge;

/// The positions of charges, by what a search asks for.
#[derive(Default)]
pub(crate) struct History {
    /// By environment and outcome; `None` is either outcome.
    shelves: HashMap<(Environment, Option<bool>), Vec<usize>>,
    by_transaction: HashMap<String, usize>,
    latest: Option<PrimitiveDateTime>,
    /// A clock that a test sets back makes charges of an earlier time than those before them.
    out_of_order: bool,
}

impl History {
    /// Adds the charge at this position, after all the others.
    pub(crate) fn add(&mut self, position: usize, charge: &Charge) {
        let made_at = charge.made_at.local();
        self.out_of_order |= self.latest.is_some_and(|latest| made_at < latest);
        self.latest = Some(made_at);
        let environment = charge.sale.environment;
        for outcome in [None, Some(charge.authorization.is_some())] {
            let shelf = self.shelves.entry((environment, outcome));
            shelf.or_default().push(position);
        }
        let transaction = charge.transaction.clone();
        self.by_transaction.insert(transaction, position);
    }

    pub(crate) fn of<'a>(&'a self, charges: &'a [Charge]) -> ChargeHistory<'a> {
        ChargeHistory {
            history: self,
            charges,
        }
    }
}

/// The charges, and their history.
#[derive(Clone, Copy)]
pub(crate) struct ChargeHistory<'a> {
    history: &'a History,
    charges: &'a [Charge],
}

/// From when to when, both included; `None` is any time.
pub(crate) type Period = (Option<PrimitiveDateTime>, Option<PrimitiveDateTime>);

impl<'a> ChargeHistory<'a> {
    /// How many charges of an environment had the outcome (`None`: either) in that time, and those
    /// of them after the first `skipped`, `shown` at the most, in the order in which they were made.
    pub(crate) fn search(
        self,
        of: (Environment, Option<bool>),
        (from, to): Period,
        (skipped, shown): (usize, usize),
    ) -> (usize, Vec<&'a Charge>) {
        let shelf = self.history.shelves.get(&of).map_or(&[][..], Vec::as_slice);
        let is_before = |charge: &Charge| from.is_some_and(|from| charge.made_at.local() < from);
        let is_after = |charge: &Charge| to.is_some_and(|to| charge.made_at.local() > to);
        let charges = self.charges;
        let at = move |position: &usize| charges.get(*position);
        if self.history.out_of_order {
            let found = || {
                let all = shelf.iter().filter_map(at);
                all.filter(|charge| !is_before(charge) && !is_after(charge))
            };
            return (found().count(), found().skip(skipped).take(shown).collect());
        }
        let start = shelf.partition_point(|position| at(position).is_some_and(is_before));
        let end = shelf.partition_point(|position| !at(position).is_some_and(is_after));
        let found = shelf.get(start..end).unwrap_or_default();
        let page = found.iter().skip(skipped).take(shown).filter_map(at);
        (found.len(), page.collect())
    }

    /// The charge that the service calls `transaction`.
    pub(crate) fn transaction(self, transaction: &str) -> Option<&'a Charge> {
        self.charges
            .get(*self.history.by_transaction.get(transaction)?)
    }
}
