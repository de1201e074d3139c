//! The stored intents, found by identifier and by the merchant's reference.

use std::collections::HashMap;

use super::model::Intent;

/// Intents in the order of their creation.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    intents: Vec<Intent>,
    by_id: HashMap<String, usize>,
    by_reference: HashMap<String, Vec<usize>>,
}

impl Ledger {
    pub(super) fn add(&mut self, intent: Intent) {
        let index = self.intents.len();
        self.by_id.insert(intent.id.clone(), index);
        for reference in intent.references() {
            let indexes = self.by_reference.entry(reference.to_owned());
            indexes.or_default().push(index);
        }
        self.intents.push(intent);
    }

    pub(super) fn all(&self) -> &[Intent] {
        &self.intents
    }

    pub(super) fn get(&self, id: &str) -> Option<&Intent> {
        self.intents.get(*self.by_id.get(id)?)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Intent> {
        self.intents.get_mut(*self.by_id.get(id)?)
    }

    pub(super) fn with_reference(&self, reference: &str) -> impl Iterator<Item = &Intent> {
        let indexes = self.by_reference.get(reference).into_iter().flatten();
        indexes.filter_map(|index| self.intents.get(*index))
    }
}
