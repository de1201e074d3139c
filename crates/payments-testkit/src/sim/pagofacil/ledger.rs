//! Everything the service stores.

use std::collections::HashMap;

use super::charge::{Charge, Luck};
use super::environment::Environment;
use super::moment::Moment;
use super::registration::Registration;

/// A registered recurring charge.
pub(crate) struct Subscription {
    /// `T-RAPFE1S1I1`
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) environment: Environment,
    pub(crate) terms: Registration,
    pub(crate) charges: Vec<Charge>,
}

/// The subscriptions of both environments, in the order of their registration.
pub(crate) struct Ledger {
    subscriptions: Vec<Subscription>,
    positions: HashMap<String, usize>,
    registrations: HashMap<String, usize>,
    charges: u64,
    pub(crate) luck: Luck,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            subscriptions: Vec::new(),
            positions: HashMap::new(),
            registrations: HashMap::new(),
            charges: 0,
            luck: Luck::new(),
        }
    }

    pub(crate) fn all(&self) -> &[Subscription] {
        &self.subscriptions
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.get(*self.positions.get(id)?)
    }

    /// How often `reference` was registered, in either environment.
    pub(crate) fn registrations_of(&self, reference: &str) -> usize {
        self.registrations.get(reference).copied().unwrap_or(0)
    }

    /// Stores a new subscription under an id of its own.
    pub(crate) fn register(
        &mut self,
        terms: Registration,
        environment: Environment,
    ) -> &mut Subscription {
        let position = self.subscriptions.len();
        let number = position + 1;
        let id = format!("T-RAPFE1S1I{number}");
        if let Some(reference) = &terms.reference {
            *self.registrations.entry(reference.clone()).or_default() += 1;
        }
        self.positions.insert(id.clone(), position);
        self.subscriptions.push_mut(Subscription {
            id,
            number,
            environment,
            terms,
            charges: Vec::new(),
        })
    }

    /// Charges a subscription's amount once; `None` when there is no such subscription.
    pub(crate) fn charge(&mut self, id: &str, moment: Moment) -> Option<&Charge> {
        let position = *self.positions.get(id)?;
        let subscription = self.subscriptions.get_mut(position)?;
        self.charges += 1;
        let approved = self.luck.approves(subscription.terms.card.brand);
        let charge = Charge {
            number: self.charges,
            transaction: format!(
                "S-RAPFE1S1I{}-{}",
                subscription.number,
                subscription.charges.len() + 1
            ),
            amount: subscription.terms.amount,
            authorization: approved.then(|| format!("{:06}", 305_000 + self.charges)),
            moment,
        };
        subscription.charges.push(charge);
        subscription.charges.last()
    }
}
