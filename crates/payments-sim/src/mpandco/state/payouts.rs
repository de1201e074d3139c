//! The registered payouts.

use std::collections::HashMap;

use crate::mpandco::model::RegisteredPayout;

/// Every payout, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Payouts {
    payouts: Vec<RegisteredPayout>,
    by_reference: HashMap<String, Vec<usize>>,
}

impl Payouts {
    pub(crate) fn add(&mut self, payout: RegisteredPayout) {
        let indexes = self.by_reference.entry(payout.reference.clone());
        indexes.or_default().push(self.payouts.len());
        self.payouts.push(payout);
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
