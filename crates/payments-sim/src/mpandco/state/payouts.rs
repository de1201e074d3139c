//! The registered payouts and their batches.

use std::collections::HashMap;

use crate::mpandco::model::{PayoutKind, RegisteredPayout};

/// Every payout, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Payouts {
    payouts: Vec<RegisteredPayout>,
    by_reference: HashMap<String, Vec<usize>>,
    /// The number of the batch that is pending to load, by the kind of its items.
    pending: HashMap<PayoutKind, usize>,
    batches: usize,
}

impl Payouts {
    /// Adds a payout to the pending batch of its kind, which is created if there is none.
    pub(crate) fn add(&mut self, mut payout: RegisteredPayout) {
        payout.batch = *self.pending.entry(payout.kind).or_insert_with(|| {
            self.batches += 1;
            self.batches
        });
        let indexes = self.by_reference.entry(payout.reference.clone());
        indexes.or_default().push(self.payouts.len());
        self.payouts.push(payout);
    }

    /// Loads every pending batch, and returns its items.
    pub(crate) fn load(&mut self) -> Vec<RegisteredPayout> {
        self.pending.clear();
        let pending = self.payouts.iter_mut().filter(|payout| !payout.loaded);
        pending
            .map(|payout| {
                payout.loaded = true;
                payout.clone()
            })
            .collect()
    }

    pub(crate) fn all(&self) -> &[RegisteredPayout] {
        &self.payouts
    }

    pub(crate) fn with_reference(
        &self,
        reference: &str,
    ) -> impl Iterator<Item = &RegisteredPayout> {
        let indexes = self.by_reference.get(reference).into_iter().flatten();
        indexes.filter_map(|index| self.payouts.get(*index))
    }
}
